import Foundation

/// Projects to measure the dashboard on.
enum SpeedProject {
    /// A chain of stages with a side branch at every fifth.
    static func make(stages: Int, in place: String = NSTemporaryDirectory()) throws -> String {
        var text = "stages:\n"
        for number in 0..<stages {
            let above = number % 5 == 4 ? number - 2 : number - 1
            let dependency = number == 0 ? "in.txt" : "out-\(above).txt"
            text += """
                  stage-\(number):
                    cmd: cat \(dependency) > out-\(number).txt
                    deps: [\(dependency)]
                    outs: [out-\(number).txt]

                """
        }
        return try folder(text, in: place)
    }

    /// Two stages that print 50,000 lines a second for a while.
    static func makeNoisy(seconds: Int) throws -> String {
        var text = "stages:\n"
        for number in 0..<2 {
            text += """
                  noise-\(number):
                    cmd: python3 noise.py \(seconds)
                    outs: [noise-\(number).txt]

                """
        }
        let path = try folder(text, in: NSTemporaryDirectory())
        let script = """
            import sys, time
            end = time.time() + float(sys.argv[1])
            count = 0
            while time.time() < end:
                start = time.time()
                sys.stdout.write("".join(f"line {count + i} of noise, loss 0.1\\n" for i in range(5000)))
                sys.stdout.flush()
                count += 5000
                time.sleep(max(0, 0.1 - (time.time() - start)))
            for number in range(2):
                open(f"noise-{number}.txt", "w").write("done")
            """
        try script.write(toFile: path + "/noise.py", atomically: true, encoding: .utf8)
        return path
    }

    private static func folder(_ definition: String, in place: String) throws -> String {
        let path = "\(place)/pitwall-speed-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path + "/.pitwall",
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try "input".write(toFile: path + "/in.txt", atomically: true, encoding: .utf8)
        try definition.write(toFile: path + "/dvc.yaml", atomically: true, encoding: .utf8)
        return path
    }
}
