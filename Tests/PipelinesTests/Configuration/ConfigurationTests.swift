import Domain
import Pipelines
import Testing

/// The lines of the mistakes of a `pitwall.yaml`, without the file's name; empty where it is right.
func configurationMistakes(_ text: String) -> [String] {
    do {
        _ = try Configuration(text: text)
        return []
    } catch {
        return error.list.map { String($0.description.dropFirst("pitwall.yaml:".count)) }
    }
}

@Suite("pitwall.yaml")
struct ConfigurationTests {
    @Test("of the design is right but for what this version does not have")
    func design() {
        let expected = [
            "4:9: 'token'", "15:12: level 2", "16:5: 'live'",
            "17:5: 'triggers'", "22:5: 'runs'", "23:5: 'gates'", "33:9: 'path'", "34:9: 'golden'",
            "35:40: 'needs'",
            "37:5: 'integration'", "39:5: 'delivery'", "40:1: 'environments'", "43:1: 'services'",
            "53:1: 'monitors'", "55:1: 'alerts'", "58:1: 'notify'", "61:11: 'executor'",
            "61:78: 'memory'", "61:92: 'uses'", "61:108: 'mutex'", "61:121: 'priority'",
            "62:15: 'uses'", "64:1: 'executors'", "65:19: 'memory'", "65:34: 'pools'",
            "66:1: 'server'",
        ]
        let advice = " Write 0, or leave it out."
        #expect(
            configurationMistakes(designSample)
                == expected.map { place in
                    place + " is not available in this version."
                        + (place.contains("level") ? advice : "")
                }
        )
    }

    @Test("without anything has the defaults", arguments: ["", "# nothing\n", "stages:\n", "{}"])
    func empty(text: String) throws {
        #expect(try Configuration(text: text) == Configuration())
    }

    private static let sample = """
        shell: {before: ". .venv/bin/activate", pass: [PATH, HOME]}
        secrets:
          TOKEN: {command: "pass show x"}
          OTHER: {env: MINE}
          HOOK: {file: ~/hook}
        pipelines:
          loans: {definition: ./loans/dvc.yaml, targets: [evaluate, "../etl/dvc.yaml:load"]}
          rest: {level: 0}
        stages:
          train:
            {mode: terminal, retries: 2, backoff: 500ms, timeout: 1.5h, cpus: 0.5, tty: true,
             secrets: [TOKEN]}
        limits: {cpus: 8}
        """

    @Test(
        "names the group that is let in, which has to be there and one's own",
        arguments: [
            ("share: {group: ml}", nil),
            (
                "share:\n  group: mll",
                "2:10: there is no group 'mll' on this machine. Did you mean 'ml'?"
            ),
            (
                "share: {group: quite-another}",
                "1:16: there is no group 'quite-another' on this machine. Name one of yours, or "
                    + "leave 'share' out."
            ),
            (
                "share: {group: wheel}",
                "1:16: ana is no member of the group 'wheel', so it cannot be let in. 'usermod -aG "
                    + "wheel ana' makes a member, from the next login on."
            ),
            ("share: {group: ''}", "1:16: 'group' cannot be empty."),
        ] as [(String, String?)]
    )
    func share(text: String, mistake: String?) throws {
        let numbers: [String: UInt32] = ["ml": 7, "wheel": 8]
        let book = GroupBook(
            user: "ana",
            number: { numbers[$0] },
            isMember: { $0 == 7 },
            own: { ["ana", "ml"] }
        )
        var found: String?
        do {
            let group = try #require(try Configuration(text: text).share)
            #expect(try group.number(in: book) == 7)
        } catch let mistakes as InputMistakes {
            found = String(mistakes.description.dropFirst("pitwall.yaml:".count))
        }
        #expect(found == mistake)
    }

    @Test("gives all values that work now")
    func values() throws {
        func place(_ line: Int, _ column: Int) -> SourcePlace {
            SourcePlace(file: "pitwall.yaml", line: line, column: column)
        }
        let expected = Configuration(
            shell: ShellSettings(before: ". .venv/bin/activate", pass: ["PATH", "HOME"]),
            secrets: [
                SecretDefinition(
                    name: "TOKEN",
                    source: .command("pass show x"),
                    place: place(3, 3)
                ),
                SecretDefinition(name: "OTHER", source: .environment("MINE"), place: place(4, 3)),
                SecretDefinition(name: "HOOK", source: .file("~/hook"), place: place(5, 3)),
            ],
            pipelines: [
                PipelineEntry(
                    name: "loans",
                    place: place(7, 3),
                    definition: "loans/dvc.yaml",
                    definitionPlace: place(7, 23),
                    targets: [
                        PipelineEntry.Target(text: "evaluate", place: place(7, 51)),
                        PipelineEntry.Target(text: "../etl/dvc.yaml:load", place: place(7, 61)),
                    ]
                ),
                PipelineEntry(name: "rest", place: place(8, 3)),
            ],
            stages: [
                StageRule(
                    pattern: StagePattern("train"),
                    place: place(10, 3),
                    overrides: StageOverrides(
                        mode: .terminal,
                        retries: 2,
                        backoff: .milliseconds(500),
                        timeout: .seconds(5_400),
                        cpus: 0.5,
                        wantsTerminal: true,
                        secrets: ["TOKEN"]
                    )
                )
            ],
            limits: Limits(cpus: 8)
        )
        #expect(try Configuration(text: Self.sample) == expected)
    }

    @Test("is read from the project's root, and need not be there")
    func reading() throws {
        let folder = try SampleFolder()
        #expect(try Configuration.read(root: folder.path) == Configuration())
        try folder.write("pitwall.yaml", "limits: {cpus: 3}")
        #expect(try Configuration.read(root: folder.path).limits.cpus == 3)
        try folder.write("pitwall.yaml", "limits: {cpu: 3}")
        #expect {
            try Configuration.read(root: folder.path)
        } throws: { error in
            "\(error)" == "pitwall.yaml:1:10: unknown key 'cpu'. Did you mean 'cpus'?"
        }
    }
}

@Suite("Mistakes in pitwall.yaml")
struct ConfigurationMistakeTests {
    @Test(
        "name the key, the type and the nearest word",
        arguments: [
            ("shel: {}", "1:1: unknown key 'shel'. Did you mean 'shell'?"),
            (
                "pipelines: {a: {trigers: {}}}",
                "1:17: unknown key 'trigers'. Did you mean 'triggers'?"
            ),
            (
                "trigers: {}",
                "1:1: unknown key 'trigers' here. 'triggers' belongs under 'pipelines: <name>'."
            ),
            ("cpus: 4", "1:1: unknown key 'cpus' here. 'cpus' belongs under 'limits'."),
            (
                "limits: {zebra: 1}",
                "1:10: unknown key 'zebra'. The keys here are cpus, memory, pools."
            ),
            ("zebra: 1", "1:1: unknown key 'zebra'."),
            ("- a", "1:1: this file holds keys and values, but this is a list."),
            ("shell: x", "1:8: 'shell' takes a mapping, but this is text."),
            (
                "shell: {before: 3}",
                "1:17: 'before' takes text, but this is a number. Put it in quotes: \"3\"."
            ),
            ("shell: {before: ''}", "1:17: 'before' cannot be empty."),
            (
                "shell: {pass: PATH}",
                "1:15: 'pass' takes a list of variables' names, but this is text."
            ),
            (
                "shell: {pass: }",
                "1:15: 'pass' takes a list of variables' names, but this is nothing."
            ),
            (
                "shell: {pass: [2A]}",
                "1:16: 'pass' takes a variable's name: letters, digits and '_'."
            ),
            (
                "stages: {a: {mode: terminl}}",
                "1:20: 'mode' is command, terminal or notebook, not 'terminl'. Did you mean 'terminal'?"
            ),
            (
                "stages: {a: {retries: 101}}",
                "1:23: 'retries' takes a whole number from 0 to 100, not 101."
            ),
            (
                "stages: {a: {retries: 1.5}}",
                "1:23: 'retries' takes a whole number from 0 to 100, not 1.5."
            ),
            (
                "stages: {a: {retries: 99999999999999999999}}",
                "1:23: 'retries' takes a whole number from 0 to 100, not 99999999999999999999."
            ),
            (
                "stages: {a: {retries: two}}",
                "1:23: 'retries' takes a whole number from 0 to 100, but this is text."
            ),
            ("stages: {a: {cpus: 0}}", "1:20: 'cpus' takes a number above 0, at most 4096, not 0."),
            (
                "stages: {a: {cpus: .nan}}",
                "1:20: 'cpus' takes a number above 0, at most 4096, not .nan."
            ),
            ("stages: {a: {tty: yes}}", "1:19: 'tty' is true or false. Write true."),
            ("stages: {a: {tty: 0}}", "1:19: 'tty' is true or false. Write false."),
            (
                "stages: {a: {timeout: 30}}",
                "1:23: 'timeout': a duration needs a unit: us, ms, s, m, h or d, like '30s'."
            ),
            (
                "stages: {a: {timeout: 20 mins}}",
                "1:23: 'timeout': unknown unit 'mins'. Use us, ms, s, m, h or d, like '30s'."
            ),
            (
                "stages: {a: {timeout: soon}}",
                "1:23: 'timeout': 'soon' is not a duration. Write a number with us, ms, s, m, h or d, like '30s'."
            ),
            ("stages: {a: {timeout: 0s}}", "1:23: 'timeout': the duration must be longer than 0."),
            (
                "stages: {a: {timeout: [1s]}}",
                "1:23: 'timeout' takes a duration such as '30s', but this is a list."
            ),
            (
                "stages: {a: {secrets: [NO]}}",
                "1:24: there is no secret 'NO'. Declare it under 'secrets'."
            ),
            (
                "secrets: {TOKEN: {env: T}}\nstages: {a: {secrets: [TOKN]}}",
                "2:24: there is no secret 'TOKN'. Did you mean 'TOKEN'?"
            ),
            ("secrets: {T: {}}", "1:14: 'T' needs one of 'command', 'env' or 'file'."),
            (
                "secrets: {T: {env: A, file: b}}",
                "1:23: 'T' takes one of 'command', 'env' or 'file', not several."
            ),
            ("secrets: {T: hunter2}", "1:14: 'T' takes a mapping, but this is text."),
            (
                "secrets: {2T: {env: A}}",
                "1:11: '2T' cannot be a variable's name. Use letters, digits and '_'."
            ),
            (
                "secrets: {PITWALL_X: {env: A}}",
                "1:11: 'PITWALL_X' is a name of Pitwall's own. Choose one without 'PITWALL_'."
            ),
            ("pipelines: {a/b: {}}", "1:13: a name cannot hold '/' or control characters."),
            ("pipelines: {-a: {}}", "1:13: the name '-a' cannot begin with '-'."),
            ("pipelines: {'': {}}", "1:13: a name cannot be empty."),
            (
                "pipelines: {a: {level: 3}}",
                "1:24: 'level' takes a whole number from 0 to 2, not 3."
            ),
            (
                "pipelines: {a: {level: 1}}",
                "1:24: level 1 is not available in this version. Write 0, or leave it out."
            ),
            (
                "pipelines: {a: {targets: []}}",
                "1:26: 'targets' is empty. Name a stage, or leave it out for all stages."
            ),
            (
                "pipelines: {a: {definition: ../dvc.yaml}}",
                "1:29: 'definition' is a path inside the project, relative to its root folder."
            ),
            (
                "pipelines: {a: {definition: /dvc.yaml}}",
                "1:29: 'definition' is a path inside the project, relative to its root folder."
            ),
            (
                "pipelines: {a: {definition: a.yaml}}",
                "1:29: 'definition' names a file that is called 'dvc.yaml', as DVC reads no other."
            ),
            (
                "stages: {a: {cpus: 4}}\nlimits: {cpus: 2}",
                "1:20: 'a' takes more cores than 'limits: cpus' gives, which is 2. It could never start."
            ),
            ("alerts:", "1:1: 'alerts' is not available in this version."),
            ("peopel:", "1:1: unknown key 'peopel'. Did you mean 'people'?"),
        ]
    )
    func one(text: String, expected: String) {
        #expect(configurationMistakes(text) == [expected])
    }

    @Test(
        "are told inside a key that is not available yet as well",
        arguments: [
            ("notify: {ana: {webhok: x}}", "1:16: unknown key 'webhok'. Did you mean 'webhook'?"),
            (
                "limits: {memory: 8 gb}",
                "1:18: 'memory': unknown unit 'gb'. Use B, KB, MB, GB or TB, like '8 GB'. Did you mean 'GB'?"
            ),
            (
                "limits: {memory: 8}",
                "1:18: 'memory': a size needs a unit: B, KB, MB, GB or TB, like '8 GB'."
            ),
            (
                "limits: {pools: {gpu: 0}}",
                "1:23: 'gpu' takes a whole number from 1 to 4096, not 0."
            ),
            ("limits: {pools: {gpu: {siz: 1}}}", "1:24: unknown key 'siz'. Did you mean 'size'?"),
            (
                "pipelines: {a: {runs: {pause-after: 3 fails}}}",
                "1:37: 'pause-after': unknown unit 'fails'. Use failures, like '3 failures'."
            ),
            (
                "pipelines: {a: {runs: {pause-after: 0 failures}}}",
                "1:37: 'pause-after': the count must be a whole number from 1 to 1,000,000,000."
            ),
            (
                "pipelines: {a: {triggers: {t: {missed: onze}}}}",
                "1:40: 'missed' is once or skip, not 'onze'. Did you mean 'once'?"
            ),
            (
                "monitors: {m: {window: 500 rowz}}",
                "1:24: 'window' takes a count such as '3 rows' or a duration such as '30s', but this is text."
            ),
            (
                "services: {s: {rollout: {steps: [5]}}}",
                "1:34: 'steps': a share needs a unit: %, like '5 %'."
            ),
            (
                "services: {s: {rollout: {steps: [101 %]}}}",
                "1:34: 'steps': a share is at most 100 %."
            ),
            ("environments: {e: {triggers: some}}", "1:30: 'triggers' is all, not 'some'."),
            ("server: [1]", "1:9: 'server' takes a mapping, but this is a list."),
        ]
    )
    func unavailable(text: String, expected: String) {
        let mistakes = configurationMistakes(text)
        #expect(mistakes.count == 2)
        #expect(mistakes.last == expected)
        #expect(mistakes.first?.hasSuffix("is not available in this version.") == true)
    }

    @Test("never show a value that was meant to be secret")
    func secretsStaySecret() {
        for text in [
            "secrets: {T: hunter2}", "secrets: {T: [hunter2]}",
            "secrets: {T: {command: [hunter2]}}",
            "secrets: {T: {env: hunter 2}}", "secrets: {T: {file: {hunter2: x}}}",
        ] {
            let lines = configurationMistakes(text)
            #expect(!lines.isEmpty)
            #expect(!lines.joined().contains("hunter"))
        }
    }

    @Test("come all at once, the broken next to the unavailable")
    func allAtOnce() {
        let text = "stages:\n  a: {cpu: 1, retries: x}\n  b: {priority: 1}\nlimit: {}\n"
        #expect(
            configurationMistakes(text) == [
                "2:7: unknown key 'cpu'. Did you mean 'cpus'?",
                "2:24: 'retries' takes a whole number from 0 to 100, but this is text.",
                "3:7: 'priority' is not available in this version.",
                "4:1: unknown key 'limit'. Did you mean 'limits'?",
            ]
        )
    }
}
