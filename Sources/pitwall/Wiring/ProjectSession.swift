import Domain
import Engine
import Foundation
import Glibc
import Link

/// The project that a command is about, and the ways in and out of it.
final class ProjectSession {
    let root: String
    /// The project as the user of this process reads it.
    let local: ProjectReading
    /// The project as it is read here: where another user opened it, by that one's engine.
    let reading: any Reading
    let user: String
    /// The other user who opened the project, whose guest this process is.
    let owner: String?
    let engineHolder = EngineHolder()
    private let options: ProjectOptions
    private var growths: Mailbox<Growth>?

    /// Growths that may wait; of more the journal is read.
    private static let growthLimit = 100_000

    /// Finds the project of the options, or of the folder the command runs in.
    ///
    /// Nothing is run and nothing is written. Fails where the folder is closed to this user, unless
    /// it may be.
    init(_ options: ProjectOptions, mayBeClosed: Bool = false) throws {
        local = try ProjectReading(folder: options.project)
        if !mayBeClosed, let closed = local.closed { throw closed }
        root = local.root
        owner = local.foreignOwner
        // What does not let this process in is told by the first command that it is to carry out.
        if owner != nil, let door = try? engineHolder.open(local) {
            reading = LinkReading(door, without: local)
        } else {
            reading = local
        }
        self.options = options
        user = Self.userName
    }

    /// Whoever runs this process, by OS user name.
    private static var userName: String {
        guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else {
            return "uid \(geteuid())"
        }
        return String(cString: name)
    }

    /// Refuses what only the user may do who opened the project; `what` is the rest of a sentence.
    func refuseGuest(_ what: String) throws {
        guard let owner else { return }
        throw Refusal(.readOnly, "\(owner) opened this project, and only \(owner) \(what).")
    }

    var actor: Actor { .person(user) }

    /// The project's engine, wherever it is; started here when first asked for and there is none.
    func startEngine() throws -> any EngineDoor {
        try engineHolder.open(local)
    }

    /// What the journal grows by, from now on; the same for all that one command follows.
    func growths(of engine: any EngineDoor) throws -> Mailbox<Growth> {
        if let growths {
            // What is left there was of what was followed before.
            _ = growths.take()
            return growths
        }
        let made = try Mailbox<Growth>(capacity: Self.growthLimit)
        engine.follow { made.post($0) }
        growths = made
        return made
    }

    func stopEngine(_ reason: String, hasSuccessor: Bool = false) {
        engineHolder.stop(reason, hasSuccessor: hasSuccessor)
    }

    /// Sends a command and waits for its answer.
    func send(_ command: Command) throws -> Reply {
        let box = try Mailbox<Result<Reply, Refusal>>(capacity: 1)
        try startEngine().send(command, by: actor) { box.post($0) }
        guard let answer = box.wait(until: nil).first else {
            throw Refusal(.worldFailed, "The engine did not answer.")
        }
        return try answer.get()
    }

    /// Sends the only command of this process, and ends the engine in order where it is here.
    func ask(_ command: Command) throws -> Reply {
        defer { stopEngine("the command ended") }
        return try send(command)
    }

    /// The pipeline that is named; or that holds the stages; or that of the folder the command
    /// runs in; or the only one.
    ///
    /// Of several that hold a stage, the one in whose own file it stands goes first. Fails with a
    /// refusal that names the choices.
    func pipeline(
        _ name: String?,
        holding stages: [String],
        withRun: Bool = true
    ) throws -> PipelineSnapshot {
        let all = withRun ? try reading.project().pipelines : try reading.pipelines()
        let found = all.filter { pipeline in
            if let name { return pipeline.name == PipelineName(name) }
            guard let first = stages.first else { return true }
            return pipeline.definition.map { !self.stages(at: first, in: $0).isEmpty } ?? false
        }
        guard !found.isEmpty else { throw nothing(named: name, holding: stages, among: all) }
        guard let pipeline = preferred(found, holding: stages.first) else {
            let choices = found.map { "'\($0.name)'" }.joined(separator: ", ")
            throw Refusal(
                .unknownPipeline,
                "There are several pipelines: \(choices). Name one with --pipeline."
            )
        }
        guard pipeline.definition != nil else {
            throw Refusal(.badInput, pipeline.mistakes.joined(separator: "\n"))
        }
        return pipeline
    }

    private func preferred(
        _ found: [PipelineSnapshot],
        holding stage: String?
    ) -> PipelineSnapshot? {
        if found.count == 1 { return found[0] }
        if let stage {
            let owners = found.filter { pipeline in
                guard let definition = pipeline.definition else { return false }
                return stages(at: stage, in: definition).contains { name in
                    definition.stage(name)?.definition.place.file == pipeline.file
                }
            }
            if owners.count == 1 { return owners[0] }
        }
        let home = homeFile.map { home in found.filter { $0.file == home } } ?? []
        return home.count == 1 ? home[0] : nil
    }

    /// The stages an address means, seen from the current folder first, then from the root.
    func stages(at address: String, in definition: PipelineDefinition) -> [StageName] {
        if let inner = fromHome(address) {
            let stages = definition.stages(at: inner)
            if !stages.isEmpty { return stages }
        }
        return definition.stages(at: address)
    }

    /// An address with a `dvc.yaml` as seen from the root; nil for names and at the root itself.
    private func fromHome(_ address: String) -> String? {
        guard let home = homeFile, home != "dvc.yaml",
            let mark = address.range(of: "dvc.yaml", options: .backwards)
        else { return nil }
        let folder = ProjectPath(String(home.text.dropLast("/dvc.yaml".count)))
        let file = folder.appending(String(address[..<mark.upperBound]))
        let rest = address[mark.upperBound...]
        guard file == "dvc.yaml", rest.first == ":" else { return file.text + rest }
        return String(rest.dropFirst())
    }

    /// The `dvc.yaml` of the folder the command runs in, or is about.
    var homeFile: ProjectPath? {
        let resolved = options.project ?? "."
        guard let found = realpath(resolved, nil) else { return nil }
        defer { free(found) }
        let folder = String(cString: found)
        if folder == root { return "dvc.yaml" }
        guard folder.hasPrefix(root + "/") else { return nil }
        return ProjectPath(folder.dropFirst(root.count + 1) + "/dvc.yaml")
    }

    private func nothing(
        named name: String?,
        holding stages: [String],
        among all: [PipelineSnapshot]
    ) -> Refusal {
        if let name {
            let choices = all.map { "'\($0.name)'" }.joined(separator: ", ")
            let others = choices.isEmpty ? "none" : choices
            return Refusal(
                .unknownPipeline,
                "There is no pipeline '\(name)'. There is \(others)."
            )
        }
        if all.contains(where: { !$0.mistakes.isEmpty }) {
            return Refusal(.badInput, all.flatMap(\.mistakes).joined(separator: "\n"))
        }
        return Refusal(
            .unknownStage,
            stages.isEmpty ? "There is no pipeline here." : "There is no stage '\(stages[0])'."
        )
    }

    /// The stages that addresses mean, each once, in the order named.
    func stages(_ addresses: [String], of pipeline: PipelineSnapshot) throws -> [StageName] {
        var stages: [StageName] = []
        for address in addresses {
            let found = pipeline.definition.map { self.stages(at: address, in: $0) } ?? []
            guard !found.isEmpty else {
                let all = pipeline.definition?.stages ?? []
                let choices = all.map { "'\($0.name.short)'" }.joined(separator: ", ")
                throw Refusal(
                    .unknownStage,
                    "Pipeline '\(pipeline.name)' has no stage '\(address)'. It has \(choices)."
                )
            }
            stages += found.filter { !stages.contains($0) }
        }
        return stages
    }

    /// The one stage that an address means.
    func stage(_ address: String, of pipeline: PipelineSnapshot) throws -> StageName {
        let found = try stages([address], of: pipeline)
        guard found.count == 1 else {
            let choices = found.map { "'\($0)'" }.joined(separator: ", ")
            throw Refusal(
                .unknownStage,
                "'\(address)' means \(found.count) stages: \(choices). Name one of them."
            )
        }
        return found[0]
    }
}
