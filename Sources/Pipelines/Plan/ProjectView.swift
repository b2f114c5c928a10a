import Domain

/// The project's files as one look found them; each is read once.
final class ProjectView {
    let root: RawPath
    private let reader: ContentReader
    private let parameterStore: ParameterStore
    private var contents: [RawPath: Result<Content, ContentFailure>?] = [:]
    private var parameters: [ProjectPath: Result<ParameterFile?, ParameterTrouble>] = [:]

    init(root: RawPath, reader: ContentReader, parameters: ParameterStore) {
        self.root = root
        self.reader = reader
        self.parameterStore = parameters
    }

    /// Reads the contents of paths on all cores, ahead of being asked for them.
    func read(_ paths: [ProjectPath]) {
        let wanted = paths.map(path).filter { contents[$0] == nil }
        let found = reader.contents(of: wanted)
        for path in wanted { contents[path] = .some(found[path]) }
    }

    /// The content at a path; nil where nothing is.
    func content(_ path: ProjectPath) throws(ContentFailure) -> Content? {
        let full = self.path(path)
        if contents[full] == nil { read([path]) }
        guard let found = contents[full], let result = found else { return nil }
        return try result.get()
    }

    /// The parameters in a file; nil where there is no file.
    func parameters(_ path: ProjectPath) throws(ParameterTrouble) -> ParameterFile? {
        if let known = parameters[path] { return try known.get() }
        let result = Result { () throws(ParameterTrouble) in
            try parameterStore.file(path, at: self.path(path))
        }
        parameters[path] = result
        return try result.get()
    }

    func path(_ path: ProjectPath) -> RawPath {
        root.appending(path.text)
    }
}
