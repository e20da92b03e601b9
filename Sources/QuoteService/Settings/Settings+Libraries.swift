package import Coroutines
package import Quotes

/// The settings in the terms of the libraries that they are for.
extension Settings {
    /// How the reader of a source is to read.
    package var readerOptions: QuoteReader.Options {
        QuoteReader.Options(
            dialect: Dialect.Options(
                delimiter: delimiter, hasHeader: noHeader ? false : nil,
                symbol: columns.symbol.map(Dialect.Selector.init),
                timestamp: columns.time.map(Dialect.Selector.init), price: columns.price.map(Dialect.Selector.init)),
            maximumLine: maxLine)
    }

    package var warmUp: MovingAverage.WarmUp { warmup == .skip ? .skip : .partial }

    package var resultFormat: ResultFormat { format == .csv ? .csv : .json }

    package var overflowPolicy: OverflowPolicy { overflow == .block ? .block : .dropOldest }
}

extension Dialect.Selector {
    init(_ selector: ColumnSelector) {
        self =
            switch selector {
            case .name(let name): .name(name)
            case .number(let number): .number(number)
            }
    }
}
