/** What the HTTP side of the process is told by configuration. */
export interface HttpSettings {
  readonly host: string;
  /** 0 lets the system choose; the chosen one is in the address that comes back. */
  readonly port: number;
  /** PEM texts. Without them the server speaks plain HTTP, for a proxy in front or the machine itself. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /**
   * Addresses of proxies whose X-Forwarded-* headers are believed; false when there is none. Believing everybody
   * would let a client choose its own address, and with it escape every limit and falsify the journal.
   */
  readonly trustProxy: false | readonly string[];
  /** Marks cookies Secure and sends HSTS although this process speaks HTTP: a TLS proxy stands in front. */
  readonly behindTls: boolean;
  /** Folder of the built staff app; undefined serves the API alone. */
  readonly staticRoot?: string;
  readonly version: string;
  /** Bytes of a request body. */
  readonly maxBodyBytes: number;
  /** Requests per minute and address: of all kinds, and of sign-in alone. */
  readonly requestsPerMinute: number;
  readonly signInsPerMinute: number;
  /** Open pages that listen for changes, over all and per session. */
  readonly maxLiveConnections: number;
  readonly maxLivePerSession: number;
  /** Milliseconds between two signs of life to an open page, at which its session is looked at again. */
  readonly liveHeartbeatMs: number;
  /** Bearer token that opens /metrics from other machines; without it only this machine may read them. */
  readonly metricsToken?: string;
  /** Milliseconds a request may take before the connection is given up. */
  readonly requestTimeoutMs: number;
}

export const defaultHttpSettings: HttpSettings = {
  host: '127.0.0.1',
  port: 8080,
  trustProxy: false,
  behindTls: false,
  version: '0.1.0',
  maxBodyBytes: 1_048_576,
  // A whole clinic may sit behind one address.
  requestsPerMinute: 12_000,
  signInsPerMinute: 60,
  maxLiveConnections: 500,
  maxLivePerSession: 20,
  liveHeartbeatMs: 15_000,
  requestTimeoutMs: 60_000,
};
