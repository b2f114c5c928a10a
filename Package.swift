// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let cSettings: [CSetting] = [.unsafeFlags(["-std=c11", "-Wall", "-Wextra", "-Werror"])]

let package = Package(
    name: "pitwall",
    products: [
        .executable(name: "pitwall", targets: ["pitwall"]),
        .executable(name: "stage-shim", targets: ["stage-shim"]),
    ],
    dependencies: [
        // The command line: parsing, help and completions from one declaration.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // The journal: SQLite with cached statements and one policy for busy databases.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // The engine's HTTP: connections, limits, HTTP/1.1.
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            from: "2.28.1",
            traits: []
        ),
        // What carries it; before 2.100.0 an endless block of headers ends the process.
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        // The types of its requests, and what it logs with.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
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

        // MARK: The one lexer, and the languages of filters
        .target(name: "Expressions", dependencies: ["Domain"], swiftSettings: settings),
        .testTarget(
            name: "ExpressionsTests",
            dependencies: ["Expressions"],
            swiftSettings: settings
        ),

        // MARK: The journal
        .target(
            name: "Journal",
            dependencies: ["Domain", "Expressions", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "JournalTests",
            dependencies: ["Domain", "Journal"],
            swiftSettings: settings
        ),

        // MARK: Files that users write, contents, plans
        .target(
            name: "Pipelines",
            dependencies: ["Domain", "Yams"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PipelinesTests",
            dependencies: ["Domain", "Pipelines"],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),

        // MARK: Where stage runs run
        .target(name: "CLinux", cSettings: cSettings),
        .target(name: "Executors", dependencies: ["CLinux", "Domain"], swiftSettings: settings),
        .testTarget(
            name: "ExecutorsTests",
            dependencies: ["Domain", "Executors", "stage-shim"],
            swiftSettings: settings
        ),

        // MARK: Deciding and doing
        .target(
            name: "Engine",
            dependencies: ["Artifacts", "Domain", "Executors", "Journal", "Pipelines"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EngineTests",
            dependencies: ["Domain", "Engine", "Journal", "stage-shim"],
            swiftSettings: settings
        ),

        // MARK: One engine, many screens
        .target(name: "Link", dependencies: ["CLinux", "Domain"], swiftSettings: settings),
        .testTarget(name: "LinkTests", dependencies: ["Domain", "Link"], swiftSettings: settings),

        // MARK: Files that runs logged: one rule for paths, past no link
        .target(name: "Artifacts", dependencies: ["Domain"], swiftSettings: settings),
        .testTarget(
            name: "ArtifactsTests",
            dependencies: ["Artifacts", "Domain"],
            swiftSettings: settings
        ),

        // MARK: The engine's HTTP
        .target(
            name: "Tracking",
            dependencies: [
                "Artifacts",
                "Domain",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),

        .testTarget(
            name: "TrackingTests",
            dependencies: [
                "Domain",
                "Tracking",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),

        // MARK: The terminal
        .target(
            name: "CNcurses",
            cSettings: cSettings,
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]
        ),
        .target(name: "Terminal", dependencies: ["CNcurses"], swiftSettings: settings),
        .testTarget(name: "TerminalTests", dependencies: ["Terminal"], swiftSettings: settings),

        // MARK: Graphs and charts in cells
        .target(name: "Plotting", dependencies: ["Domain", "Terminal"], swiftSettings: settings),
        .testTarget(
            name: "PlottingTests",
            dependencies: ["Domain", "Plotting", "Terminal"],
            swiftSettings: settings
        ),

        // MARK: The screens
        .target(
            name: "Dashboard",
            dependencies: ["Domain", "Expressions", "Logs", "Plotting", "Terminal"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "DashboardTests",
            dependencies: ["Dashboard", "Domain", "Logs", "Terminal"],
            swiftSettings: settings
        ),

        // MARK: The program
        .executableTarget(
            name: "pitwall",
            dependencies: [
                "Artifacts", "Dashboard", "Domain", "Engine", "Executors", "Journal", "Link",
                "Logs", "Pipelines", "Plotting", "Terminal", "Tracking", "stage-shim",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "stage-shim",
            cSettings: cSettings,
            // Static, so that a stage starts in a millisecond and outlives any upgrade.
            linkerSettings: [
                .unsafeFlags([
                    "-static-executable", "-nostartfiles", "-Xlinker", "--gc-sections",
                ])
            ]
        ),

        // MARK: Benchmarks, in a release build: swift run -c release benchmarks
        .executableTarget(
            name: "benchmarks",
            dependencies: ["Domain", "Engine", "Journal", "Logs", "Plotting", "Terminal"],
            path: "Tests/Speed",
            swiftSettings: settings
        ),

        // MARK: The engine in simulated worlds: swift run -c release simulation
        .executableTarget(
            name: "simulation",
            dependencies: ["Domain", "Engine", "Journal"],
            path: "Tests/Simulation",
            swiftSettings: settings
        ),

        // MARK: The rules of the house
        .testTarget(name: "TidyTests", swiftSettings: settings),
    ]
)
