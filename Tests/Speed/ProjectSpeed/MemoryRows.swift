/// The row about memory: the peak of each command in one large project.
enum MemoryRows {
    static let all = [
        SpeedRow(
            name: "memory",
            title: "peak memory with many stages and many tracked files",
            contenders: { try growing($0) }
        )
    ]

    private static let limit = 100_000_000

    private static func growing(_ context: SpeedContext) throws -> [Contender] {
        let sizes = context.sizes
        let folder = context.folder + "/memory"
        try ProjectFolder.make(folder)
        for number in 0..<sizes.memoryFolders {
            let data = "\(folder)/data/\(number)"
            try ProjectFolder.clear(data)
            for file in 0..<sizes.memoryFilesPerFolder {
                try ProjectFolder.write("\(number) \(file)\n", to: "\(data)/file-\(file)")
            }
        }
        try ProjectFolder.write(definition(sizes), to: folder + "/dvc.yaml")
        var contenders = [["run"], ["run"], ["plan"], ["status"]].map { arguments in
            Contender(
                name: "pitwall " + arguments.joined(separator: " "),
                program: .pitwall,
                arguments: arguments,
                folder: folder,
                mostRuns: 1,
                limit: .bytes(Self.limit)
            )
        }
        contenders[0].name += ", everything"
        contenders[1].name += ", nothing changed"
        return contenders
    }

    /// A stage for every folder, and stages in rows below them.
    private static func definition(_ sizes: SpeedSizes) -> String {
        var text = "stages:\n"
        for number in 0..<sizes.memoryStages {
            let above = number - sizes.memoryFolders
            text += "  stage-\(number):\n"
            if above < 0 {
                text += "    cmd: echo \(number) > out-\(number)\n    deps: [data/\(number)]\n"
            } else {
                text += "    cmd: cat out-\(above) > out-\(number)\n    deps: [out-\(above)]\n"
            }
            text += "    outs: [out-\(number)]\n"
        }
        return text
    }
}
