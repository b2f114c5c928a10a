package import Domain

/// A plot that a `dvc.yaml` asks for: which fields of which files, and how they are drawn.
package struct PlotDefinition: Hashable, Sendable {
    /// Fields of a file; none stand for its last one.
    package struct Source: Hashable, Sendable {
        /// Seen from the project's root; a folder stands for the files in it.
        package let path: ProjectPath
        package let fields: [String]

        package init(path: ProjectPath, fields: [String] = []) {
            self.path = path
            self.fields = fields
        }
    }

    /// What stands along the horizontal axis.
    package enum Axis: Hashable, Sendable {
        /// The number of each row, counted from 0.
        case rows
        /// The field of that name of each file.
        case field(String)
        /// A field of each of these files, the first for the first drawn one, and so on; a single
        /// one for all.
        case files([Source])
    }

    /// The path or name as written.
    package let name: String
    package let place: SourcePlace
    /// The stage whose output it is; none for what is asked for beside the stages.
    package var stage: StageName?
    package let x: Axis
    package let y: [Source]
    package var title: String?
    package var xLabel: String?
    package var yLabel: String?
    package var template: String?
    /// False where the first row of a table is data, and its columns have numbers for names.
    package var hasHeader: Bool

    package init(
        name: String,
        place: SourcePlace,
        x: Axis = .rows,
        y: [Source],
        hasHeader: Bool = true
    ) {
        self.name = name
        self.place = place
        self.x = x
        self.y = y
        self.hasHeader = hasHeader
    }

    /// Its file is what the plot is called, which has no ending and so is hardly a file.
    func isUnplaced(_ source: Source) -> Bool {
        y.count == 1 && stage == nil && FileSuffix.of(source.path).isEmpty
            && StagePath.name(source.path).utf8.elementsEqual(name.utf8)
    }

    /// It says no more than which file is drawn.
    var isBare: Bool {
        x == .rows && y.allSatisfy(\.fields.isEmpty) && title == nil && xLabel == nil
            && yLabel == nil && template == nil && hasHeader
    }
}
