import ArgumentParser
import Domain
import Foundation

/// `pitwall dag`: the pipeline's graph as text or for other tools.
struct DagCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case mermaid
        case dot
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "dag",
        abstract: "Print the graph of a pipeline."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments

    @Option(name: .long, help: "text, mermaid, dot or json.")
    var format = Format.text

    @Flag(name: .long, help: "The same as '--format json'.")
    var json = false

    func run() throws {
        let session = try ProjectSession(target)
        let pipeline = try session.pipeline(choice.pipeline, holding: [])
        guard let definition = pipeline.definition else { return }
        switch json ? .json : format {
        case .text: Output.write(DagText.text(of: pipeline, definition), to: 1)
        case .mermaid: DagExport.mermaid(definition).forEach(Output.line)
        case .dot: DagExport.dot(definition).forEach(Output.line)
        case .json: try Output.json(DagReport(definition))
        }
    }
}

/// The graph in the languages of other tools.
enum DagExport {
    static func mermaid(_ definition: PipelineDefinition) -> [String] {
        let number = numbers(definition)
        var lines = ["flowchart LR"]
        for stage in definition.stages {
            let label = stage.name.text.replacingOccurrences(of: "\"", with: "#quot;")
            lines.append("    s\(number[stage.name] ?? 0)[\"\(label)\"]")
        }
        let files = definition.trackedFiles
        for (index, file) in files.enumerated() {
            let label = file.text.replacingOccurrences(of: "\"", with: "#quot;")
            lines.append("    f\(index)[(\"\(label)\")]")
        }
        for stage in definition.stages {
            for above in stage.upstream {
                lines.append("    s\(number[above] ?? 0) --> s\(number[stage.name] ?? 0)")
            }
            for (index, file) in files.enumerated() where stage.tracked.contains(file) {
                lines.append("    f\(index) --> s\(number[stage.name] ?? 0)")
            }
        }
        return lines
    }

    static func dot(_ definition: PipelineDefinition) -> [String] {
        func quoted(_ name: some TextIdentifier) -> String {
            let text = name.text.replacingOccurrences(of: "\\", with: "\\\\")
                .replacingOccurrences(of: "\"", with: "\\\"")
            return "\"\(text)\""
        }
        var lines = ["digraph \(quoted(StageName(definition.name.text))) {", "    rankdir=LR;"]
        lines += definition.stages.map { "    \(quoted($0.name));" }
        lines += definition.trackedFiles.map { "    \(quoted($0)) [shape=cylinder];" }
        for stage in definition.stages {
            lines += stage.upstream.map { "    \(quoted($0)) -> \(quoted(stage.name));" }
            lines += stage.tracked.map { "    \(quoted($0)) -> \(quoted(stage.name));" }
        }
        return lines + ["}"]
    }

    private static func numbers(_ definition: PipelineDefinition) -> [StageName: Int] {
        Dictionary(
            definition.stages.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

/// What `dag --format json` prints.
struct DagReport: Encodable {
    struct Stage: Encodable {
        let name: String
        let place: String
        let command: [String]
        let folder: String
        let upstream: [String]
        let tracked: [String]
        let dependencies: [String]
        let outputs: [String]
    }

    let pipeline: String
    let file: String
    let stages: [Stage]

    init(_ definition: PipelineDefinition) {
        pipeline = definition.name.text
        file = definition.file.text
        stages = definition.stages.map { stage in
            Stage(
                name: stage.name.text,
                place: stage.definition.place.description,
                command: stage.definition.command.scripts,
                folder: stage.definition.folder.text,
                upstream: stage.upstream.map(\.text),
                tracked: stage.tracked.map(\.text),
                dependencies: stage.definition.dependencies,
                outputs: stage.definition.outputs.map(\.path)
            )
        }
    }
}
