import Foundation

/// Runs commands for tests.
enum Shell {
    /// The exit status of a shell command in a folder.
    static func run(_ script: String, in folder: String) throws -> Int32 {
        try output(script, in: folder).status
    }

    /// The exit status of a shell command and what it printed.
    static func output(_ script: String, in folder: String) throws -> (status: Int32, text: String)
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        var environment = ProcessInfo.processInfo.environment
        environment["DVC_NO_ANALYTICS"] = "1"
        environment["HOME"] = folder
        environment["LC_ALL"] = "C.UTF-8"
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
