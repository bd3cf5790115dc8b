using System.Text;

namespace Signalbox.Metrics;

/// <summary>Makes a Prometheus name of an instrument's name and unit, as OpenTelemetry's compatibility rules say.</summary>
internal static class PrometheusNames
{
    /// <param name="name">For example <c>signalbox.ingress.duration</c>.</param>
    /// <param name="unit">A UCUM unit, for example <c>s</c>; one in braces is a comment.</param>
    /// <param name="isCounter">Only grows.</param>
    /// <returns>For example <c>signalbox_ingress_duration_seconds</c>.</returns>
    internal static string Family(string name, string? unit, bool isCounter)
    {
        var family = Sanitize(name);
        var suffix = unit switch
        {
            "s" => "seconds",
            "ms" => "milliseconds",
            "us" => "microseconds",
            "By" => "bytes",
            "%" => "percent",
            "1" when !isCounter => "ratio",
            _ => string.Empty,
        };
        if (suffix.Length > 0 && !family.EndsWith(suffix, StringComparison.Ordinal))
        {
            family = $"{family}_{suffix}";
        }

        return isCounter && !family.EndsWith("_total", StringComparison.Ordinal) ? $"{family}_total" : family;
    }

    /// <summary>Letters, digits and single underscores; does not begin with a digit.</summary>
    internal static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            var isValid = char.IsAsciiLetterOrDigit(c);
            if (text.Length == 0 && char.IsAsciiDigit(c))
            {
                text.Append('_');
            }

            if (isValid || text.Length == 0 || text[^1] != '_')
            {
                text.Append(isValid ? c : '_');
            }
        }

        return text.ToString();
    }
}
