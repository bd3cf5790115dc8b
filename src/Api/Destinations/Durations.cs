using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Signalbox.Destinations;

/// <summary>Reads times in requests: <c>hh:mm:ss</c> or <c>d.hh:mm:ss</c>, whole seconds.</summary>
internal static class Durations
{
    /// <summary>Reads a time. A number alone is refused: it would be days.</summary>
    internal static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan time)
    {
        time = default;
        return text is not null && text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out time) && time >= TimeSpan.Zero && time.Ticks % TimeSpan.TicksPerSecond == 0;
    }

    /// <summary>Reads a time of a request's.</summary>
    internal static bool TryRead(JsonElement value, out TimeSpan time)
    {
        time = default;
        return value.ValueKind is JsonValueKind.String && TryParse(value.GetString(), out time);
    }
}
