import Domain

/// A stage with everything a verdict is made of, as one look found it.
struct StageLook {
    /// A dependency and its content.
    struct Dependency {
        let path: String
        let resolved: ProjectPath
        /// Nil where nothing is.
        let content: Result<Content?, ContentFailure>

        var found: Content? { (try? content.get()) ?? nil }  // A failure is told on its own.
    }

    /// A parameter file and the values of it that the stage names.
    struct Parameters {
        struct Value {
            let key: String
            /// Nil where the file does not hold it.
            let value: ParameterValue?
        }

        let source: ParameterSource
        /// The text says why the file cannot be used.
        let values: Result<[Value], ParameterTrouble>
    }

    /// An output, what is there now, and whether its contents can come back.
    struct Output {
        let definition: OutputDefinition
        let content: Result<Content?, ContentFailure>
        let locked: LockItem?
        /// The cache holds what the lock remembers.
        let holdsLocked: Bool
        /// What is wrong with that in the cache, where something of it is there.
        let damage: ObjectDamage?
        /// The cache holds what is there now.
        let holdsCurrent: Bool
        /// What is there now is what the stage last wrote, also in an attempt that failed.
        let isKnown: Bool

        var found: Content? { (try? content.get()) ?? nil }  // A failure is told on its own.

        var isAbsent: Bool {
            guard case .success(nil) = content else { return false }
            return true
        }
    }

    let definition: StageDefinition
    /// What the lock remembers; nil where the stage never ran.
    let entry: LockEntry?
    let dependencies: [Dependency]
    let parameters: [Parameters]
    let outputs: [Output]
    /// The working folder is there.
    let hasFolder: Bool
    /// An earlier run with these inputs whose outputs can come back; nil where none was needed.
    var recorded: LockEntry?

    /// The contents of the dependencies, as written.
    var inputs: [FileFact] {
        dependencies.map { FileFact($0.path, $0.found) }
    }

    /// The values of the parameters, file after file.
    var parameterFacts: [ParameterFact] {
        parameters.flatMap { file in
            ((try? file.values.get()) ?? []).map { value in  // A trouble is told on its own.
                ParameterFact(
                    file: file.source.path,
                    key: value.key,
                    value: value.value.map(FlowText.text)
                )
            }
        }
    }

    /// What a run would replace.
    var replacements: [Replacement] {
        outputs.compactMap { output in
            guard !output.isAbsent else { return nil }
            let fate: Replacement.Fate =
                output.definition.isPersistent ? .kept : output.holdsCurrent ? .comesBack : .lost
            return Replacement(
                path: output.definition.path,
                fate: fate,
                isEditedByHand: !output.isKnown,
                size: output.found?.size
            )
        }
    }
}

extension FileFact {
    init(_ path: String, _ content: Content?) {
        self.init(
            path: path,
            hash: content?.hash.text,
            size: content.flatMap { $0.size >= 0 ? $0.size : nil },
            fileCount: content?.fileCount,
            isExecutable: content?.isExecutable ?? false
        )
    }

    /// The content that was looked at; nil where nothing was.
    var content: Content? {
        guard let hash, let name = ContentHash(hash) else { return nil }
        return Content(
            hash: name,
            size: size ?? Content.unknownSize,
            fileCount: fileCount,
            isExecutable: isExecutable
        )
    }
}
