package import Domain

/// What a lock remembers of one dependency or output.
package struct LockItem: Hashable, Sendable {
    /// As written in the stage file.
    package let path: String
    /// Nil where it was locked in a way that says nothing about today's content.
    package let content: Content?
    /// What other tools keep beside it; passed on as it is.
    let rest: [ParameterValue.Member]

    package init(path: String, content: Content?) {
        self.init(path: path, content: content, rest: [])
    }

    init(path: String, content: Content?, rest: [ParameterValue.Member]) {
        self.path = path
        self.content = content
        self.rest = rest
    }
}

/// The values of one parameter file in a lock.
package struct LockedParameters: Hashable, Sendable {
    package struct Value: Hashable, Sendable {
        package let key: String
        package let value: ParameterValue

        package init(key: String, value: ParameterValue) {
            self.key = key
            self.value = value
        }
    }

    /// As written in the stage file.
    package let file: String
    package let values: [Value]

    package init(file: String, values: [Value]) {
        self.file = file
        self.values = values
    }
}

/// What a lock remembers of a stage's last run.
package struct LockEntry: Hashable, Sendable {
    package let command: StageCommand
    package let dependencies: [LockItem]
    package let parameters: [LockedParameters]
    package let outputs: [LockItem]

    /// Takes the parts in any order; they are sorted as DVC sorts them.
    package init(
        command: StageCommand,
        dependencies: [LockItem] = [],
        parameters: [LockedParameters] = [],
        outputs: [LockItem] = []
    ) {
        self.command = command
        self.dependencies = dependencies.sorted { $0.path.isBytewiseBefore($1.path) }
        self.parameters = parameters.map { file in
            LockedParameters(
                file: file.file,
                values: file.values.sorted { $0.key.isBytewiseBefore($1.key) }
            )
        }.sorted { left, right in
            let isDefault = left.file == "params.yaml"
            guard isDefault == (right.file == "params.yaml") else { return isDefault }
            return left.file.isBytewiseBefore(right.file)
        }
        self.outputs = outputs.sorted { $0.path.isBytewiseBefore($1.path) }
    }

    package func dependency(_ path: String) -> LockItem? {
        dependencies.first { $0.path.utf8.elementsEqual(path.utf8) }
    }

    package func output(_ path: String) -> LockItem? {
        outputs.first { $0.path.utf8.elementsEqual(path.utf8) }
    }

    package func values(of file: String) -> [LockedParameters.Value] {
        parameters.first { $0.file.utf8.elementsEqual(file.utf8) }?.values ?? []
    }

    /// The entry as the value that is written.
    var value: ParameterValue {
        var members: [ParameterValue.Member] = [.init("cmd", command.value)]
        if !dependencies.isEmpty { members.append(.init("deps", .list(dependencies.map(\.value)))) }
        if !parameters.isEmpty {
            let files = parameters.map { file in
                ParameterValue.Member(
                    file.file,
                    .mapping(file.values.map { .init($0.key, $0.value) })
                )
            }
            members.append(.init("params", .mapping(files)))
        }
        if !outputs.isEmpty { members.append(.init("outs", .list(outputs.map(\.value)))) }
        return .mapping(members)
    }
}

extension LockItem {
    fileprivate var value: ParameterValue {
        var members: [ParameterValue.Member] = [.init("path", .text(path))]
        if let content {
            members.append(.init("hash", .text("md5")))
            members.append(.init("md5", .text(content.hash.text)))
            if content.size >= 0 { members.append(.init("size", .integer(Int(content.size)))) }
            if let count = content.fileCount { members.append(.init("nfiles", .integer(count))) }
            if content.isExecutable { members.append(.init("isexec", .bool(true))) }
        }
        return .mapping(members + rest)
    }
}

extension StageCommand {
    fileprivate var value: ParameterValue {
        switch self {
        case .text(let text): .text(text)
        case .list(let items): .list(items.map { .text($0) })
        }
    }

    /// Whether it is the same text or list, byte for byte.
    func isSame(as other: StageCommand) -> Bool {
        switch (self, other) {
        case (.text(let left), .text(let right)):
            left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)):
            left.elementsEqual(right) { $0.utf8.elementsEqual($1.utf8) }
        case (.text, .list), (.list, .text): false
        }
    }
}

extension ParameterValue.Member {
    /// A member with a text as its key.
    init(_ key: String, _ value: ParameterValue) {
        self.init(key: .text(key), value: value)
    }
}

extension String {
    /// The order of Python's texts, which is that of the UTF-8 bytes.
    func isBytewiseBefore(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
