import Domain

/// The names pipelines have by default: those of their folders, each once.
struct PipelineNames {
    /// A definition with the name its pipeline has, and the one it would have alone.
    typealias Named = (path: ProjectPath, name: PipelineName, wanted: PipelineName)

    private let named: [Named]

    /// Takes the definitions in order: the first of two that would have one name gets it.
    init(definitions: [ProjectPath], taken: [PipelineName], rootName: String) {
        let short = definitions.map { path -> PipelineName in
            let folder = RelativePath.folder(of: path.text)
            return Self.usable(folder.isEmpty ? rootName : RelativePath.lastPart(of: folder))
        }
        let counts = Dictionary(short.map { ($0, 1) }, uniquingKeysWith: +)
        var used: Set<PipelineName> = []
        named = zip(definitions, short).map { path, name in
            // Folders of one name are told apart by the folders above them.
            let folder = RelativePath.folder(of: path.text)
            let long = Self.usable(folder.replacing("/", with: "-"))
            let wanted = counts[name] ?? 0 > 1 && !folder.isEmpty ? long : name
            var result = wanted
            var number = 2
            while !used.insert(result).inserted {
                result = PipelineName("\(name)-\(number)")
                number += 1
            }
            return (path, result, wanted)
        }
        self.taken = Set(taken)
    }

    private let taken: Set<PipelineName>

    var all: [PipelineName] { named.map(\.name) }

    /// The definition whose pipeline has this name by default.
    func definition(named name: PipelineName) -> ProjectPath? {
        named.first { $0.name == name }?.path
    }

    /// The definitions no declared pipeline is made of, with names no declared pipeline has.
    func unclaimed(by claimed: Set<ProjectPath>) -> [Named] {
        var used = taken.union(all)
        return named.filter { !claimed.contains($0.path) }.map { path, name, wanted in
            guard taken.contains(name) else { return (path, name, wanted) }
            var number = 2
            while !used.insert(PipelineName("\(name)-\(number)")).inserted { number += 1 }
            return (path, PipelineName("\(name)-\(number)"), wanted)
        }
    }

    /// A folder's name as a pipeline's: without what a name may not hold.
    private static func usable(_ name: String) -> PipelineName {
        let trimmed = name.trimmingPrefix { $0 == "-" || $0 == " " }
        guard NameRule.plain.problem(with: String(trimmed)) == nil else {
            let kept = trimmed.unicodeScalars.filter { $0.properties.isAlphabetic || $0.isDigit }
            let text = String(String.UnicodeScalarView(kept.prefix(24)))
            return PipelineName(text.isEmpty ? "pipeline" : text)
        }
        return PipelineName(String(trimmed))
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
