import Testing

/// Everything that takes a real browser. One after another: each test has a Chromium of its own, which is large.
@Suite(.serialized) struct BrowserTests {}
