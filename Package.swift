// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "pitwall",
    products: [
        .executable(name: "pitwall", targets: ["pitwall"]),
        .executable(name: "stage-shim", targets: ["stage-shim"]),
    ],
    dependencies: [
        // The command line: parsing, help and completions from one declaration.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // The journal: SQLite with migrations, prepared statements and a pool of readers.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // TOML parameter files, as DVC reads them.
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        // dvc.yaml, pitwall.yaml, dvc.lock: nodes with their places.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // MARK: Ids, values, machines, doors
        .target(name: "Domain", swiftSettings: settings),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: settings),

        // MARK: Log files: lines, search, folding, progress
        .target(name: "Logs", dependencies: ["Domain"], swiftSettings: settings),
        .testTarget(name: "LogsTests", dependencies: ["Logs"], swiftSettings: settings),
    ]
)
