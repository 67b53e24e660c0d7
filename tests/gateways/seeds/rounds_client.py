import asyncio
import json
import websockets

async def connect():
    uri = "ws://localhost:3000/ws/crash"

    async with websockets.connect(uri) as websocket:
        print("Connected to WebSocket")

        async for message in websocket:
            data = json.loads(message)
            print(f"Round {data['round_id']}: {data['extras']}")

if __name__ == "__main__":
    asyncio.run(connect())
