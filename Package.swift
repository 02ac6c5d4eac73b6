// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "notes",
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    ],
    targets: [
        .target(name: "Web", dependencies: [.product(name: "HTTPTypes", package: "swift-http-types")]),
        .target(name: "Notes"),
        .target(
            name: "NotesSQLite",
            dependencies: [
                "Notes",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "WebTests",
            dependencies: ["Web", .product(name: "HTTPTypes", package: "swift-http-types")]),
        .testTarget(name: "NotesTests", dependencies: ["Notes"]),
        .testTarget(
            name: "NotesSQLiteTests",
            dependencies: ["Notes", "NotesSQLite", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
        .target(name: "TestSupport", path: "Tests/TestSupport"),
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
