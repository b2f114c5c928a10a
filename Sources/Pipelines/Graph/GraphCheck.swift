import Domain

/// Finds what each stage needs of the others, and every mistake in that.
struct GraphCheck {
    struct Edge: Hashable {
        let producer: Int
        /// The dependency that makes it.
        let place: SourcePlace
    }

    /// What a content comes from.
    private enum Owner: Hashable {
        /// A stage, by its position.
        case stage(Int)
        /// A `.dvc` file, by its position.
        case tracked(Int)
    }

    private struct Output {
        let owner: Owner
        let path: PlacedStage.Path
        let isCached: Bool
    }

    private let stages: [PlacedStage]
    private let tracked: [TrackedFile]
    private let files: [ProjectPath]
    /// The locks beside the stage files.
    private let locks: Set<ProjectPath>
    private let ignored: IgnoreRules
    /// The project's folder; nil where paths outside of it need not be told apart.
    private let root: String?
    private var outputs = PathTree<Output>()
    /// For each stage the `.dvc` files whose data it reads.
    private(set) var sources: [[ProjectPath]]
    private(set) var mistakes = MistakeCollector()

    init(
        stages: [PlacedStage],
        tracked: [TrackedFile] = [],
        files: [ProjectPath],
        ignored: IgnoreRules,
        root: String? = nil
    ) {
        self.stages = stages
        self.tracked = tracked
        self.files = files + tracked.map(\.path)
        locks = Set(files.map(LockFile.path))
        self.ignored = ignored
        self.root = root
        sources = Array(repeating: [], count: stages.count)
    }

    // MARK: - Edges

    /// For each stage the stages it needs, in the order of its dependencies.
    mutating func edges() -> [[Edge]] {
        gatherOutputs()
        checkFiles()
        return stages.indices.map { edges(of: $0) }
    }

    private mutating func edges(of index: Int) -> [Edge] {
        var edges: [Edge] = []
        let stage = stages[index]
        for path in stage.dependencies + stage.parameters {
            checkName(of: path)
            for output in outputs.overlapping(key(path.resolved)) {
                switch output.owner {
                case .stage(index):
                    tellOwnOutput(path, output, index)
                case .stage(let producer):
                    guard !edges.contains(where: { $0.producer == producer }) else { continue }
                    edges.append(Edge(producer: producer, place: path.place))
                case .tracked(let source):
                    guard !sources[index].contains(tracked[source].path) else { continue }
                    sources[index].append(tracked[source].path)
                }
            }
        }
        return edges
    }

    /// The words for what a content comes from: `of stage 'train'`.
    private func words(_ owner: Owner) -> String {
        switch owner {
        case .stage(let index): "of stage '\(stages[index].name)'"
        case .tracked(let index): "of '\(tracked[index].path)'"
        }
    }

    private mutating func tellOwnOutput(_ path: PlacedStage.Path, _ output: Output, _ index: Int) {
        mistakes.add(
            path.place,
            "stage '\(stages[index].name)' depends on its own output '\(output.path.text)'"
                + " (\(output.path.place)). Remove one of them."
        )
    }

    private mutating func gatherOutputs() {
        for (index, stage) in stages.enumerated() {
            for (path, definition) in zip(stage.outputs, stage.definition.outputs) {
                gather(Output(owner: .stage(index), path: path, isCached: definition.isCached))
            }
        }
        for (index, file) in tracked.enumerated() {
            for output in file.outputs {
                gather(
                    Output(owner: .tracked(index), path: output.path, isCached: output.isCached)
                )
            }
        }
    }

    private mutating func gather(_ output: Output) {
        guard isAllowed(output), !overlaps(output) else { return }
        outputs.insert(output, at: key(output.path.resolved))
    }

    /// Whether an output meets one that is known, and says so.
    private mutating func overlaps(_ output: Output) -> Bool {
        let path = output.path
        let key = key(path.resolved)
        let relation: String
        let other: Output
        if let above = outputs.above(key).first {
            other = above
            let isSame = self.key(above.path.resolved) == key
            relation = isSame ? "is also an output" : "is inside the output '\(above.path.text)'"
        } else if let below = outputs.below(key).first {
            other = below
            relation = "holds the output '\(below.path.text)'"
        } else {
            return false
        }
        let advice: String
        switch (output.owner, other.owner) {
        case (.stage, .stage): advice = "One content needs one stage that writes it."
        case (.tracked, _), (_, .tracked): advice = "Keep one of them."
        }
        mistakes.add(
            path.place,
            "output '\(path.text)' \(words(output.owner)) \(relation) \(words(other.owner))"
                + " (\(other.path.place)). \(advice)",
            others: [other.path.place]
        )
        return true
    }

    private func key(_ path: ProjectPath) -> ProjectPath {
        root.map { StagePath.key(path, root: $0) } ?? path
    }

    /// What the files of a pipeline say is no content that a stage could depend on.
    private mutating func checkName(of path: PlacedStage.Path) {
        let name = StagePath.name(path.resolved)
        guard name == "dvc.yaml" || TrackedFile.isName(name) else { return }
        mistakes.add(
            path.place,
            "'\(path.text)' describes stages or data and cannot be a dependency. Depend on the data"
                + " itself."
        )
    }

    /// Names that belong to the project itself.
    private static let reservedFolders = [".git", ".hg", ".dvc", ".pitwall"]

    /// Whether an output would take the place of a file that describes the project.
    private func isReserved(_ path: ProjectPath) -> Bool {
        let name = StagePath.name(path)
        let top = path.text.utf8.split(separator: UInt8(ascii: "/")).first
        return Self.reservedFolders.contains { top?.elementsEqual($0.utf8) == true }
            || name == "dvc.yaml" || TrackedFile.isName(name) || path == "pitwall.yaml"
            || locks.contains(path)
    }

    /// Whether an output may stand where it does; says so where it may not.
    private mutating func isAllowed(_ output: Output) -> Bool {
        let path = output.path
        let text: String
        if StagePath.isOutside(path.resolved) {
            // Tracked data outside only matters to who reads it.
            guard case .stage = output.owner, output.isCached else { return true }
            text =
                "is outside the project, where the cache keeps nothing. Set 'cache: false', or"
                + " choose a path inside."
        } else if path.resolved.text.isEmpty {
            text =
                "is the whole project. A stage's outputs are deleted before it runs, so choose a"
                + " folder inside it."
        } else if isReserved(path.resolved) {
            text = "has a name that belongs to the project. Choose another one."
        } else if isIgnored(path.resolved) {
            text =
                "is ignored by a pattern in a .dvcignore, so nothing could tell whether it"
                + " changed. Change the pattern or the path."
        } else {
            return true
        }
        mistakes.add(path.place, "output '\(path.text)' \(text)")
        return false
    }

    /// What is not there yet counts as a file, as it does for DVC.
    private func isIgnored(_ path: ProjectPath) -> Bool {
        // Only patterns make it worth a look at the disk.
        let isFolder =
            ignored.hasPatterns
            && root.map { FileProbe.kind($0 + "/" + path.text) == .folder } ?? false
        return ignored.ignores(RawPath(path.text), isFolder: isFolder)
    }

    /// Outputs are deleted before their stage runs; a stage file inside one would go with it.
    private mutating func checkFiles() {
        for file in files {
            for output in outputs.above(file) {
                mistakes.add(
                    output.path.place,
                    "output '\(output.path.text)' \(words(output.owner)) holds '\(file)', which"
                        + " would be deleted with it. Move one of them."
                )
            }
        }
    }

    // MARK: - Order

    private enum Mark {
        case new
        case open
        case done
    }

    /// The stages, each after those it needs; a circle among them is a mistake.
    mutating func order(_ edges: [[Edge]]) -> [Int] {
        var order: [Int] = []
        var marks = Array(repeating: Mark.new, count: stages.count)
        for start in stages.indices where marks[start] == .new {
            // The way from the start, each with how many of its needs are behind us.
            var way = [(stage: start, next: 0)]
            marks[start] = .open
            while let last = way.last {
                guard last.next < edges[last.stage].count else {
                    marks[last.stage] = .done
                    order.append(last.stage)
                    way.removeLast()
                    continue
                }
                way[way.count - 1].next += 1
                let producer = edges[last.stage][last.next].producer
                switch marks[producer] {
                case .done: break
                case .new:
                    marks[producer] = .open
                    way.append((producer, 0))
                case .open:
                    let from = way.firstIndex { $0.stage == producer } ?? 0
                    tellCircle(way[from...].map { edges[$0.stage][$0.next - 1] })
                }
            }
        }
        return order
    }

    /// Tells a circle; each edge leads to the stage the next one starts from.
    private mutating func tellCircle(_ circle: [Edge]) {
        let names = circle.map { "'\(stages[$0.producer].name)'" }
        let first = circle.indices.min { left, right in
            stages[circle[left].producer].definition.place.isBefore(
                stages[circle[right].producer].definition.place
            )
        }
        guard let first else { return }
        let turned = names[first...] + names[...first]
        let places = circle.map(\.place).sorted { $0.isBefore($1) }
        mistakes.add(
            stages[circle[first].producer].definition.place,
            "stages wait for each other: \(turned.joined(separator: " needs "))."
                + " Remove one of the dependencies at"
                + " \(places.map(\.description).joined(separator: ", ")).",
            others: places
        )
    }
}

extension SourcePlace {
    fileprivate func isBefore(_ other: SourcePlace) -> Bool {
        (file, line, column) < (other.file, other.line, other.column)
    }
}
