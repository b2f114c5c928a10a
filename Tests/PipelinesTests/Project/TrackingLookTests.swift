import Domain
import Pipelines
import Testing

@Suite("Where stages log to with MLflow")
struct TrackingLookTests {
    private static let address = [
        EnvironmentEntry(name: "MLFLOW_TRACKING_URI", value: "http://ana:pw@box:5000/x?token=1")
    ]

    private static func place(
        _ choice: TrackingChoice?,
        _ environment: [EnvironmentEntry] = [],
        stores: [String] = [],
        hadServer: Bool = false
    ) throws -> TrackingPlace {
        let folder = try TemporaryFolder()
        for store in stores { try folder.write(store, "") }
        return TrackingLook(
            choice,
            environment: environment,
            folders: [folder.path, folder.path + "/sub"],
            hadServer: hadServer
        ).place
    }

    @Test("a project without a server or a store has its own")
    func own() throws {
        #expect(try Self.place(nil) == .own)
        let empty = [EnvironmentEntry(name: "MLFLOW_TRACKING_URI", value: "")]
        #expect(try Self.place(nil, empty) == .own)
    }

    @Test("a server that the environment names is kept, and named without its secrets")
    func server() throws {
        let kept = TrackingPlace.elsewhere("MLFLOW_TRACKING_URI, http://box:5000/x")
        #expect(try Self.place(nil, Self.address) == kept)
        #expect(try Self.place(nil, Self.address, hadServer: true) == kept)
        #expect(try Self.place(.keep, Self.address, stores: ["mlflow.db"]) == kept)
    }

    @Test("a store that was there first is kept, also beside a stage that runs elsewhere")
    func store() throws {
        #expect(try Self.place(nil, stores: ["mlruns"]) == .elsewhere("store mlruns"))
        #expect(try Self.place(nil, stores: ["sub/mlflow.db"]) == .elsewhere("store mlflow.db"))
    }

    @Test("a store that a script makes by hand later takes nothing from the project's own server")
    func later() throws {
        #expect(try Self.place(nil, stores: ["mlflow.db"], hadServer: true) == .own)
    }

    @Test("what pitwall.yaml says counts")
    func said() throws {
        #expect(try Self.place(.own, Self.address, stores: ["mlruns"]) == .own)
        #expect(try Self.place(.keep) == .unknown)
        #expect(try Self.place(.keep, hadServer: true) == .unknown)
    }
}
