import ArgumentParser
import Domain
import Glibc
import Terminal

/// A command that ends in its own way when it is interrupted.
protocol WatchesSignals {}

extension ActCommand: WatchesSignals {}
extension DashboardCommand: WatchesSignals {}
extension DemoCommand: WatchesSignals {}
extension EngineCommand: WatchesSignals {}
extension RunCommand: WatchesSignals {}
extension StepCommand: WatchesSignals {}

/// The program: parses the command line, runs one command, maps its error to an exit code.
@main
enum Main {
    static func main() {
        // A reader of our output that goes away is an error to be handled, not a signal.
        signal(SIGPIPE, SIG_IGN)
        do {
            // The usual start needs no parsing, which would take a quarter of its time.
            if CommandLine.arguments.count == 1 {
                Driver.blockSignals()
                return try DashboardCommand.open(ProjectSession(.none), .plain)
            }
            var command = try PitwallCommand.parseAsRoot()
            // Before any thread: screens and runs read their signals from a descriptor. A command
            // that only reads ends by them as any other program.
            if command is any WatchesSignals { Driver.blockSignals() }
            try command.run()
        } catch {
            exit(with: error)
        }
    }

    private static func exit(with error: any Error) -> Never {
        let text = PitwallCommand.message(for: error)
        switch error {
        case is ExitCode, is CleanExit: break
        case let refusal as Refusal: return end(refusal.text, ExitCodes.code(for: refusal))
        case let failure as CommandFailure: return end(failure.description, ExitCodes.failed)
        default:
            let code = PitwallCommand.exitCode(for: error)
            guard code == .success else {
                let words =
                    code == .validationFailure
                    ? PitwallCommand.fullMessage(for: error) : "\(error)"
                return end(words, ExitCodes.wrongInput)
            }
        }
        let code = PitwallCommand.exitCode(for: error).rawValue
        if !text.isEmpty { Output.write(text + "\n", to: code == 0 ? 1 : 2) }
        Glibc.exit(code)
    }

    private static func end(_ text: String, _ code: Int32) -> Never {
        Output.errorLine(text)
        Glibc.exit(code)
    }
}
