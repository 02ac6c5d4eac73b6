// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "notes",
    products: [
        .executable(name: "notes-fcgi", targets: ["notes-fcgi"]),
        .library(name: "FastCGI", targets: ["FastCGI", "HTTPValues"]),
    ],
    traits: [.trait(name: "PostgreSQL", description: "Store notes in PostgreSQL, too. This needs libpq.")],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
    ],
    targets: [
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CFastCGI", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CLZ4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CMD4C", providers: [.apt(["libmd4c-dev"])]),
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "Hashing", dependencies: ["CCrypto"]),
        .target(name: "Locking"),
        .target(name: "UTF8Text"),
        .target(name: "HTTPValues", dependencies: [.product(name: "HTTPTypes", package: "swift-http-types")]),
        .target(
            name: "FastCGI",
            dependencies: [
                "CFastCGI", "HTTPValues", "Locking",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(name: "Markdown", dependencies: ["CMD4C", "UTF8Text"]),
        .target(name: "Notes", dependencies: ["Markdown", "UTF8Text"]),
        .target(
            name: "NotesSQLite",
            dependencies: [
                "CSQLite", "Locking", "Markdown", "Notes",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(
            name: "NotesPostgres",
            dependencies: [
                "Locking", "Markdown", "Notes",
                .target(name: "CPostgreSQL", condition: .when(traits: ["PostgreSQL"])),
            ]),
        .target(
            name: "NotesWeb",
            dependencies: [
                "CLZ4", "Hashing", "HTTPValues", "Locking", "Markdown", "Notes", "UTF8Text",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "notes-fcgi",
            dependencies: [
                "FastCGI", "Hashing", "Markdown", "Notes", "NotesSQLite", "NotesWeb",
                .target(name: "NotesPostgres", condition: .when(traits: ["PostgreSQL"])),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ]),
        .testTarget(name: "HashingTests", dependencies: ["CCrypto", "Hashing", "TestSupport"]),
        .testTarget(name: "UTF8TextTests", dependencies: ["UTF8Text"]),
        .testTarget(
            name: "HTTPValuesTests",
            dependencies: ["HTTPValues", .product(name: "HTTPTypes", package: "swift-http-types")]),
        .testTarget(
            name: "FastCGITests",
            dependencies: [
                "FastCGI", "HTTPValues", "Locking", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(name: "MarkdownTests", dependencies: ["Markdown", "MarkdownProperties", "TestSupport"]),
        .testTarget(name: "NotesTests", dependencies: ["MergeProperties", "Notes", "TestSupport"]),
        .testTarget(
            name: "NotesSQLiteTests",
            dependencies: [
                "Locking", "Notes", "NotesSQLite", "StoreContract", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "NotesPostgresTests",
            dependencies: ["Locking", "Notes", "NotesPostgres", "NotesSQLite", "StoreContract", "TestSupport"]),
        .testTarget(
            name: "NotesWebTests",
            dependencies: [
                "Hashing", "HTTPValues", "Locking", "Markdown", "Notes", "NotesSQLite", "NotesWeb", "StoreContract",
                "TestSupport", "UTF8Text",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(name: "NotesFCGITests", dependencies: ["Notes", "notes-fcgi", "TestSupport"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Locking", "notes-fcgi", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            exclude: ["Faults/other-program.py", "Faults/write-log.c", "Postgres/slow-network.py"]),
        .target(name: "MarkdownProperties", dependencies: ["Markdown"], path: "Tests/MarkdownProperties"),
        .target(name: "MergeProperties", dependencies: ["Notes"], path: "Tests/MergeProperties"),
        .target(name: "StoreContract", dependencies: ["Markdown", "Notes"], path: "Tests/StoreContract"),
        .target(name: "TestSupport", dependencies: ["Locking"], path: "Tests/TestSupport"),
        .executableTarget(
            name: "notes-fuzz",
            dependencies: [
                "Hashing", "HTTPValues", "MarkdownProperties", "MergeProperties", "Notes", "NotesSQLite", "NotesWeb",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Fuzzing",
            exclude: ["Corpus", "run"]),
        .executableTarget(
            name: "notes-micro",
            dependencies: [
                "FastCGI", "Hashing", "HTTPValues", "Notes", "NotesSQLite", "NotesWeb",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Benchmarks/notes-micro"),
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
