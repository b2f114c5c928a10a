import ArgumentParser
import Domain

/// The stages a run or a plan is about.
struct SelectionArguments: ParsableArguments {
    @Flag(
        name: [.customShort("s"), .long],
        help: "Only the stages named, not those before them."
    )
    var singleItem = false

    @Flag(name: .long, help: "The stages named and all after them, in any pipeline.")
    var downstream = false

    @Flag(name: [.customShort("P"), .long], help: "All pipelines of the project.")
    var allPipelines = false

    @Argument(
        help: "Stages to run up to, groups of them, or the dvc.yaml of several; all without."
    )
    var stages: [String] = []

    func validate() throws {
        if singleItem, downstream {
            throw ValidationError(
                "--single-item runs no other stage and --downstream all that follow."
                    + " Use one of them."
            )
        }
        if allPipelines, singleItem || downstream || !stages.isEmpty {
            throw ValidationError("--all-pipelines takes all stages. Name none with it.")
        }
        if singleItem || downstream, stages.isEmpty {
            let option = singleItem ? "--single-item" : "--downstream"
            throw ValidationError("\(option) needs the name of a stage.")
        }
    }

    /// What the names of stages come to.
    func selection(of names: [StageName]) -> Selection {
        if singleItem { return .only(names) }
        if downstream { return .from(names) }
        return names.isEmpty ? .all : .upTo(names)
    }
}
