"""A client written with python-socketio: connects, subscribes, says something and prints what it gets as JSON lines."""
import json
import sys

import socketio

url, token, transport = sys.argv[1:4]
client = socketio.Client(reconnection=False)


def show(name, *payload):
    print(json.dumps([name, *payload]), flush=True)


@client.on("chat_message")
def on_chat_message(fields):
    show("chat_message", fields)


@client.on("announcement")
def on_announcement(fields):
    show("announcement", fields)
    client.disconnect()


try:
    client.connect(url, auth={"token": token}, transports=[transport])
except socketio.exceptions.ConnectionError as error:
    show("refused", str(error))
    sys.exit(0)

show("subscribe", client.call("subscribe", {"channel": "chat", "channelId": "global"}, timeout=5))
show("say", client.call("chat:send", {"channelId": "global", "content": "Grüße"}, timeout=5))
show("wrong", client.call("subscribe", b"\x00\x01", timeout=5))
show("ready")
client.wait()
