import ArgumentParser

/// `pitwall` and its commands; without one it opens the dashboard.
struct PitwallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pitwall",
        abstract: "The control room for machine-learning pipelines, in a terminal.",
        discussion: """
            Without a command it opens the dashboard of the project that holds this folder.
            Exit codes: 0 done, 1 failed, 2 wrong use or input, 3 refused by a policy.
            """,
        version: Version.text,
        subcommands: [
            DashboardCommand.self, DemoCommand.self, StatusCommand.self, PlanCommand.self,
            WhyCommand.self, DagCommand.self, MetricsCommand.self, PlotsCommand.self,
            ArtifactsCommand.self, LogsCommand.self, ActivityCommand.self, RunsCommand.self,
            CompareCommand.self,
            ModelsCommand.self, LineageCommand.self, AliasCommand.self, EraseCommand.self,
            PromoteCommand.self, ApproveCommand.self, RefuseCommand.self, WithdrawCommand.self,
            RollbackCommand.self,
            RunCommand.self,
            StepCommand.self, ActCommand.self, BreakCommand.self, CommentCommand.self,
            EditCommand.self, UndoCommand.self, ReplayCommand.self, HandoverCommand.self,
            CleanCommand.self,
            EngineCommand.self,
            DoctorCommand.self,
            KeysCommand.self,
        ],
        defaultSubcommand: DashboardCommand.self
    )
}

/// Which project a command is about; every command takes it.
struct ProjectOptions: ParsableArguments {
    @Option(name: .long, help: "The project's folder, instead of the one that holds this folder.")
    var project: String?
}

/// How a command that prints data prints it.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON.")
    var json = false
}
