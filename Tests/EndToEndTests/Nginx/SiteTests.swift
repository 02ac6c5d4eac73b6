import Testing

/// The whole site through nginx, as it is deployed. One after another: each test has an nginx of its own, with a worker
/// for each processor.
@Suite(.serialized) struct SiteTests {}
