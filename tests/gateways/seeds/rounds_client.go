package main

import (
	"encoding/json"
	"log"
	"time"

	"github.com/gorilla/websocket"
)

type Round struct {
	RoundID int64 `json:"round_id"`
	GameSlug string `json:"game_slug"`
	GameType string `json:"game_type"`
	FinishedAt time.Time `json:"finished_at"`
	Extras json.RawMessage `json:"extras"`
	Timestamp int64 `json:"timestamp"`
}

func main() {
	url := "ws://localhost:3000/ws/crash"

	c, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		log.Fatal("dial:", err)
	}
	defer c.Close()

	for {
		_, message, err := c.ReadMessage()
		if err != nil {
			log.Println("read:", err)
			return
		}

		var round Round
		if err := json.Unmarshal(message, &round); err != nil {
			log.Println("unmarshal:", err)
			continue
		}

		log.Printf("Round %d: %s", round.RoundID, round.Extras)
	}
}
