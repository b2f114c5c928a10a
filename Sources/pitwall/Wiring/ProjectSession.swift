import Domain
import Engine
import Foundation
import Glibc

/// The project that a command is about, and the ways in and out of it.
final class ProjectSession {
    let root: String
    let reading: ProjectReading
    let user: String
    let engineHolder = EngineHolder()

    /// Finds the project of the options, or of the folder the command runs in.
    ///
    /// Nothing is run and nothing is written.
    init(_ options: ProjectOptions) throws {
        reading = try ProjectReading(folder: options.project)
        root = reading.root
        user = Self.userName
    }

    /// Whoever runs this process, by OS user name.
    private static var userName: String {
        guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else {
            return "uid \(geteuid())"
        }
        return String(cString: name)
    }

    var actor: Actor { .person(user) }

    /// The engine of this process, started when first asked for.
    func startEngine() throws -> Engine {
        try engineHolder.start(reading)
    }

    func stopEngine(_ reason: String) {
        engineHolder.stop(reason)
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

    /// The pipeline that is named, or that holds the stages, or the only one.
    ///
    /// Fails with a refusal that names the choices.
    func pipeline(_ name: String?, holding stages: [String]) throws -> PipelineSnapshot {
        let all = try reading.project().pipelines
        let found = all.filter { pipeline in
            if let name { return pipeline.name == PipelineName(name) }
            guard let first = stages.first else { return true }
            return pipeline.definition?.stages.contains { $0.matches(first) } ?? false
        }
        let choices = all.map { "'\($0.name)'" }.joined(separator: ", ")
        guard let pipeline = found.first else {
            if let name {
                let others = choices.isEmpty ? "none" : choices
                throw Refusal(
                    .unknownPipeline,
                    "There is no pipeline '\(name)'. There is \(others)."
                )
            }
            if all.contains(where: { !$0.mistakes.isEmpty }) {
                let mistakes = all.flatMap(\.mistakes).joined(separator: "\n")
                throw Refusal(.badInput, mistakes)
            }
            throw Refusal(
                .unknownStage,
                stages.isEmpty
                    ? "There is no pipeline here." : "There is no stage '\(stages[0])'."
            )
        }
        guard found.count == 1 else {
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

    /// The stages with these names, in full or without their file.
    func stages(_ names: [String], of pipeline: PipelineSnapshot) throws -> [StageName] {
        let all = pipeline.definition?.stages ?? []
        return try names.map { name in
            let exact = all.first { $0.name == StageName(name) }
            guard let stage = exact ?? all.first(where: { $0.matches(name) }) else {
                let choices = all.map { "'\($0.name.short)'" }.joined(separator: ", ")
                throw Refusal(
                    .unknownStage,
                    "Pipeline '\(pipeline.name)' has no stage '\(name)'. It has \(choices)."
                )
            }
            return stage.name
        }
    }
}

extension GraphStage {
    fileprivate func matches(_ text: String) -> Bool {
        name == StageName(text) || StageName(name.short) == StageName(text)
    }
}
