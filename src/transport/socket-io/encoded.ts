/** JSON text that goes out as it is, in place of a value. */
export class Encoded {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}
