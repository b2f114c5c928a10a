/// Which program goes on with a project whose engine was killed while stages ran.
///
/// It is started with the environment of the engine, without a terminal.
package struct EngineSuccessor: Hashable, Sendable {
    /// The absolute path of `pitwall`.
    package let program: String
    /// The project's absolute root folder.
    package let root: String

    package init(program: String, root: String) {
        self.program = program
        self.root = root
    }
}
