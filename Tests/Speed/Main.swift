/// The benchmarks: medians of a release build, printed as tables.
///
/// Without arguments all are measured; `graphs`, `logs` and `screens` choose.
@main
enum Benchmarks {
    static func main() throws {
        let wanted = Set(CommandLine.arguments.dropFirst())
        if wanted.isEmpty || wanted.contains("graphs") { measureLayouts() }
        if wanted.isEmpty || wanted.contains("logs") { measureLogs() }
        if wanted.isEmpty || wanted.contains("screens") { try measureScreens() }
    }
}
