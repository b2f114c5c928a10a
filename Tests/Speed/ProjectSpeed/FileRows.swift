import Foundation

/// The rows about files: those that are unchanged, and those that have to be hashed.
enum FileRows {
    static let all = [unchanged, small, big]

    private static let unchanged = SpeedRow(
        name: "status",
        title: "status of unchanged files in one directory output",
        contenders: { try looking($0) }
    )

    private static let small = SpeedRow(
        name: "hash-many",
        title: "hashing files of 20 KB"
    ) { context in
        try hashing(
            HashedFiles(
                count: context.sizes.smallFiles,
                bytes: context.sizes.smallFileBytes,
                folder: context.folder + "/hash-many"
            ),
            in: context,
            goal: .timesFaster(1.8)
        )
    }

    private static let big = SpeedRow(
        name: "hash-one",
        title: "hashing one file of 2 GB"
    ) { context in
        try hashing(
            HashedFiles(
                count: 1,
                bytes: context.sizes.bigFileBytes,
                folder: context.folder + "/hash-one"
            ),
            in: context,
            goal: .atMostTimes(1.1)
        )
    }

    /// Pitwall makes the project; both look at it with what they remember of it.
    private static func looking(_ context: SpeedContext) throws -> [Contender] {
        let folder = context.folder + "/status"
        let count = context.sizes.unchangedFiles
        try ProjectFolder.make(folder)
        let script = """
            mkdir data
            i=0
            while [ $i -lt \(count) ]; do echo $i > data/$i; i=$((i + 1)); done

            """
        try ProjectFolder.write(script, to: folder + "/make.sh")
        try ProjectFolder.write(
            "stages:\n  make:\n    cmd: sh make.sh\n    deps: [make.sh]\n    outs: [data]\n",
            to: folder + "/dvc.yaml"
        )
        try context.prepare(.pitwall, ["run"], in: folder)
        return [
            Contender(
                name: "pitwall plan",
                program: .pitwall,
                arguments: ["plan"],
                folder: folder,
                warmsUp: true,
                check: Answer.nothingToRun
            ),
            Contender(
                name: "pitwall run",
                program: .pitwall,
                arguments: ["run"],
                folder: folder,
                warmsUp: true,
                check: try Unchanged(folder, "data/0").check
            ),
            Contender(
                name: "dvc status",
                program: .dvc,
                arguments: ["status", "--json"],
                folder: folder,
                mostRuns: 3,
                warmsUp: true,
                check: Answer.upToDate,
                goal: .timesFaster(20)
            ),
        ]
    }

    /// All files have other times than before, so that every byte must be looked at.
    private static func hashing(
        _ files: HashedFiles,
        in context: SpeedContext,
        goal: SpeedGoal
    ) throws -> [Contender] {
        let folder = files.folder
        try ProjectFolder.make(folder)
        try files.write(to: folder)
        try ProjectFolder.write(
            "stages:\n  use:\n    cmd: 'true'\n    deps: [data]\n",
            to: folder + "/dvc.yaml"
        )
        try context.prepare(.pitwall, ["run"], in: folder)
        return [
            Contender(
                name: "pitwall plan",
                program: .pitwall,
                arguments: ["plan"],
                folder: folder,
                warmsUp: true,
                prepare: { files.touch(in: folder) },
                check: Answer.nothingToRun
            ),
            Contender(
                name: "md5sum",
                program: .shell,
                arguments: ["-c", "find data -type f -exec md5sum {} +"],
                folder: folder,
                warmsUp: true,
                goal: goal
            ),
            try adding(files, in: context),
        ]
    }

    /// DVC moves what it adds to its cache, so that it has files of its own.
    private static func adding(
        _ files: HashedFiles,
        in context: SpeedContext
    ) throws -> Contender {
        let folder = files.folder + "-dvc"
        if context.has(.dvc) {
            try ProjectFolder.make(folder)
            try files.write(to: folder)
        }
        return Contender(
            name: "dvc add",
            program: .dvc,
            arguments: ["add", "data"],
            folder: folder,
            mostRuns: 3,
            prepare: {
                try ProjectFolder.setAside(folder + "/.dvc/cache")
                try ProjectFolder.setAside(folder + "/data.dvc")
                files.touch(in: folder)
            }
        )
    }
}
