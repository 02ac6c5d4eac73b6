import Testing

/// The tests that need a real browser. They run one after another, because each starts a Chromium of its own.
@Suite(.serialized) struct BrowserTests {}
