// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "notes",
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
    ],
    targets: [
        .target(name: "Web", dependencies: [.product(name: "HTTPTypes", package: "swift-http-types")]),
        .target(name: "Notes"),
        .testTarget(
            name: "WebTests",
            dependencies: ["Web", .product(name: "HTTPTypes", package: "swift-http-types")]),
        .testTarget(name: "NotesTests", dependencies: ["Notes"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
