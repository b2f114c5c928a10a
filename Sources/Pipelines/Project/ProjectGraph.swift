import Domain

/// The stages of all sound definitions, and what is wrong with the others.
///
/// A mistake takes only the files out that it names, so that one broken pipeline hides no other.
struct ProjectGraph {
    /// A stage with its place in the graph.
    struct Stage {
        let placed: PlacedStage
        let upstream: [StageName]
        /// The `.dvc` files whose data it reads.
        let tracked: [ProjectPath]

        var name: StageName { placed.name }
    }

    /// In topological order.
    let stages: [Stage]

    /// Why the stages of these files are left out.
    let broken: [ProjectPath: InputMistakes]

    init(_ scan: ProjectScan) {
        var broken: [ProjectPath: InputMistakes] = [:]
        var sound: [StageFile] = []
        // What a `.dvc` file that cannot be read tracks may be what any stage reads or writes.
        let untold = scan.trackedMistakes
        for definition in scan.definitions {
            switch definition.content {
            case .success(let file) where untold.isEmpty: sound.append(file)
            case .success: broken[definition.path] = InputMistakes(untold.list)
            case .failure(let mistakes): broken[definition.path] = mistakes
            }
        }
        var stages: [Stage] = []
        while !sound.isEmpty {
            do {
                let graph = try StageGraph(
                    sound,
                    tracked: scan.tracked,
                    ignored: scan.ignored,
                    root: scan.root
                )
                stages = zip(graph.placed, graph.stages).map { placed, stage in
                    Stage(placed: placed, upstream: stage.upstream, tracked: stage.tracked)
                }
                break
            } catch {
                let places = error.list.flatMap { [$0.place] + $0.others }
                let named = Set(places.map(\.file))
                let culprits = sound.map(\.path).filter(named.contains)
                // Mistakes that name none of the files are told for each.
                for path in culprits.isEmpty ? sound.map(\.path) : culprits {
                    broken[path] = Self.part(of: error, in: path)
                }
                sound.removeAll { broken[$0.path] != nil }
            }
        }
        self.stages = stages
        self.broken = broken
    }

    /// The mistakes that stand in a file; all of them where none does.
    private static func part(of mistakes: InputMistakes, in file: ProjectPath) -> InputMistakes {
        let own = mistakes.list.filter { mistake in
            mistake.place.file == file || mistake.others.contains { $0.file == file }
        }
        return own.isEmpty ? mistakes : InputMistakes(own)
    }

    /// All names, in topological order.
    var names: [StageName] { stages.map(\.name) }

    /// The stages that one file defines, in topological order.
    func stages(of file: ProjectPath) -> [StageName] {
        stages.filter { $0.placed.file == file }.map(\.name)
    }

    /// Some stages with everything upstream of them, in topological order.
    func stages(upTo targets: [StageName]) -> [Stage] {
        var wanted = Set(targets)
        for stage in stages.reversed() where wanted.contains(stage.name) {
            wanted.formUnion(stage.upstream)
        }
        return stages.filter { wanted.contains($0.name) }
    }
}
