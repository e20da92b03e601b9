/// What was found of a source's shape, and why: the dialect, and what a person would want to know of how it was found.
package struct Finding: Equatable {
    package var dialect: Dialect
    /// The names in the header, as they stand there; of objects, the names in the first one; `nil` where there are none.
    package var names: [String]?
    /// Why the price is where it is.
    package var price: Reason
    /// Why the symbol and the time are where they are; without meaning where there are none.
    package var symbol = Reason.name
    package var timestamp = Reason.name
    /// A column of the time of day beside the date, which alone is the timestamp.
    package var timeOfDay: Int?

    package enum Reason: Equatable {
        /// An option says so.
        case option
        /// The header calls it by a name that is known.
        case name
        /// The header leaves its name out, as that of an index.
        case emptyName
        /// It is the only column beside the time.
        case onlyOther
        /// It has this place in a line of so many fields.
        case place
        /// The fields of the first line look like it.
        case look
        /// Four fields of the first line are the open, high, low and close of a candle.
        case candle
        /// All columns beside the time are numbers under names that are no names of columns.
        case wide
    }
}
