import Testing

/// The whole site through nginx, as it is deployed. The tests run one after another, because each starts an nginx of its own
/// with one worker for each processor.
@Suite(.serialized) struct SiteTests {}
