/** JSON text that goes out as it is, in place of a value; its packet is written by `writer` instead of Socket.IO. */
export class Encoded {
  readonly json: string;
  readonly writer: PacketWriter;

  constructor(json: string, writer: PacketWriter) {
    this.json = json;
    this.writer = writer;
  }
}

export interface PacketWriter {
  write(packetText: string): void;
}
