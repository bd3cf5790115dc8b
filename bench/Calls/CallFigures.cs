using System.Globalization;

namespace Signalbox.Bench.Calls;

/// <summary>How long the calls of one way took.</summary>
internal sealed class CallFigures
{
    private readonly List<double> _took = [];
    private long _allocated;

    internal void Add(IEnumerable<double> microseconds, long allocated)
    {
        _took.AddRange(microseconds);
        _allocated += allocated;
    }

    /// <summary>Both ways and the difference, as Markdown.</summary>
    internal static string Text(CallPlan plan, (CallFigures Bare, CallFigures Product) figures)
    {
        var (bare, product) = figures;
        double[] parts = [0.5, 0.9, 0.99];
        var (ofBare, ofProduct) = (parts.Select(bare.Quantile).ToArray(), parts.Select(product.Quantile).ToArray());
        return string.Create(CultureInfo.InvariantCulture, $"""
            A call on the loopback interface, {plan.Callers} at once; bytes are the whole process's, the server's part included.

            | way           |  calls | p50 µs | p90 µs | p99 µs | bytes a call |
            | ------------- | -----: | -----: | -----: | -----: | -----------: |
            | bare client   | {bare._took.Count,6} | {ofBare[0],6:f1} | {ofBare[1],6:f1} | {ofBare[2],6:f1} | {bare.BytesPerCall,12} |
            | pipeline      | {product._took.Count,6} | {ofProduct[0],6:f1} | {ofProduct[1],6:f1} | {ofProduct[2],6:f1} | {product.BytesPerCall,12} |
            | what it adds  |        | {ofProduct[0] - ofBare[0],6:f1} | {ofProduct[1] - ofBare[1],6:f1} | {ofProduct[2] - ofBare[2],6:f1} | {product.BytesPerCall - bare.BytesPerCall,12} |

            """);
    }

    private long BytesPerCall => _allocated / Math.Max(1, _took.Count);

    private double Quantile(double part)
    {
        _took.Sort();
        return _took[Math.Min(_took.Count - 1, (int)(part * _took.Count))];
    }
}
