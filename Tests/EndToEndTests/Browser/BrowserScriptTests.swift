import Testing

/// The tests of the scripts in a real browser. They run one after another, but at the same time as `BrowserTests`.
@Suite(.serialized) struct BrowserScriptTests {}
