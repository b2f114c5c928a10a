/// A content that was looked at.
package struct FileFact: Hashable, Codable, Sendable {
    /// As written in `dvc.yaml`, relative to the stage's working folder.
    package let path: String
    /// The MD5 of the content in hex, with `.dir` for a folder; nil where nothing is there.
    package let hash: String?
    /// Bytes, of a folder the sum.
    package let size: Int64?
    /// Files in a folder; nil for a file.
    package let fileCount: Int?
    package let isExecutable: Bool

    package init(
        path: String,
        hash: String?,
        size: Int64? = nil,
        fileCount: Int? = nil,
        isExecutable: Bool = false
    ) {
        self.path = path
        self.hash = hash
        self.size = size
        self.fileCount = fileCount
        self.isExecutable = isExecutable
    }
}

/// A parameter's value when it was looked at.
package struct ParameterFact: Hashable, Codable, Sendable {
    /// The parameter file as written, relative to the stage's working folder.
    package let file: String
    package let key: String
    /// The value on one line, as YAML flow text; nil where the key is missing.
    package let value: String?

    package init(file: String, key: String, value: String?) {
        self.file = file
        self.key = key
        self.value = value
    }
}

/// One thing that differs from what the lock remembers.
package struct Change: Hashable, Codable, Sendable {
    package enum Subject: String, Hashable, Codable, Sendable {
        case command
        case dependency
        case parameter
        case output
        /// The stage has never been run, or its lock entry is gone.
        case neverRun
        /// The stage says that it always runs, or has nothing to compare.
        case always
        /// A person asked for the run in any case.
        case forced
    }

    package enum Kind: String, Hashable, Codable, Sendable {
        case new
        case modified
        case deleted
        /// An output whose content is not in the cache any more.
        case notInCache
    }

    package let subject: Subject
    package let kind: Kind
    /// The path or `file:key`; empty for the command.
    package let name: String
    /// Short texts for people: a hash's first digits, a parameter's value, a command.
    package let old: String?
    package let new: String?
    /// More for people, such as `+ 2,114 bytes`.
    package let detail: String?

    package init(
        subject: Subject,
        kind: Kind = .modified,
        name: String = "",
        old: String? = nil,
        new: String? = nil,
        detail: String? = nil
    ) {
        self.subject = subject
        self.kind = kind
        self.name = name
        self.old = old
        self.new = new
        self.detail = detail
    }
}

/// What would happen to a stage.
package enum Verdict: Hashable, Codable, Sendable {
    /// Everything equals the lock and every output is in place.
    case unchanged
    /// Equal to the lock; outputs are missing here and will come back from the cache.
    case restores([String])
    /// It runs, for these reasons.
    case runs([Change])
    /// It is decided when these stages have run.
    case follows([StageName])
    /// It is frozen, and would otherwise run for these reasons.
    case frozen([Change])
    /// It cannot run; each text says what is missing and why it matters.
    case blocked([String])

    package var willRun: Bool {
        if case .runs = self { return true }
        return false
    }

    /// It would run only because it always does; nothing changed.
    package var isHabit: Bool {
        guard case .runs(let changes) = self else { return false }
        return changes.allSatisfy { $0.subject == .always }
    }
}

/// What becomes of an output when its stage runs.
package struct Replacement: Hashable, Codable, Sendable {
    package enum Fate: String, Hashable, Codable, Sendable {
        /// Its content is in the cache and can come back.
        case comesBack
        /// Its content is nowhere else.
        case lost
        /// The stage keeps it and writes into it.
        case kept
    }

    package let path: String
    package let fate: Fate
    /// Its content is not what the stage last wrote.
    package let isEditedByHand: Bool
    package let size: Int64?

    package init(path: String, fate: Fate, isEditedByHand: Bool, size: Int64?) {
        self.path = path
        self.fate = fate
        self.isEditedByHand = isEditedByHand
        self.size = size
    }
}

/// A stage looked at by content.
package struct StageCheck: Hashable, Codable, Sendable {
    package let stage: StageName
    package let verdict: Verdict
    package let inputs: [FileFact]
    package let parameters: [ParameterFact]
    package let replacements: [Replacement]

    package init(
        stage: StageName,
        verdict: Verdict,
        inputs: [FileFact] = [],
        parameters: [ParameterFact] = [],
        replacements: [Replacement] = []
    ) {
        self.stage = stage
        self.verdict = verdict
        self.inputs = inputs
        self.parameters = parameters
        self.replacements = replacements
    }

    /// An output would be lost that a person changed and that is nowhere else.
    package var loses: [Replacement] {
        let lost = replacements.filter { $0.fate == .lost && $0.isEditedByHand }
        if case .restores(let paths) = verdict {
            return lost.filter { replacement in
                paths.contains { $0.utf8.elementsEqual(replacement.path.utf8) }
            }
        }
        return verdict.willRun ? lost : []
    }
}

/// What would run in a pipeline, and why; nothing was changed to find out.
package struct Plan: Hashable, Codable, Sendable {
    package let pipeline: PipelineName
    /// In the pipeline's order.
    package let stages: [StageCheck]
    /// Tracked data that these stages read and that is not as its file says.
    package let sources: [SourceChange]
    /// Locks of forced stages that cannot be read.
    package let renewals: [LockRenewal]

    package init(
        pipeline: PipelineName,
        stages: [StageCheck],
        sources: [SourceChange] = [],
        renewals: [LockRenewal] = []
    ) {
        self.pipeline = pipeline
        self.stages = stages
        self.sources = sources
        self.renewals = renewals
    }

    /// Nothing in it would run, come back, be taken or needs a look.
    package var isUpToDate: Bool {
        sources.isEmpty
            && stages.allSatisfy { check in
                switch check.verdict {
                case .unchanged, .frozen: true
                case .restores, .runs, .follows, .blocked: false
                }
            }
    }

    package func check(of stage: StageName) -> StageCheck? {
        stages.first { $0.stage == stage }
    }
}
