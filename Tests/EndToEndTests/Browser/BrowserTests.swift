import Testing

/// The tests of the pages in a real browser. They run one after another, because each starts a Chromium of its own.
@Suite(.serialized) struct BrowserTests {}
