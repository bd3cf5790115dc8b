using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Signalbox.Deliveries;

/// <summary>What the ids of deliveries and messages say.</summary>
/// <param name="Destination">The destination's number.</param>
/// <param name="Seq">The delivery's number: its place in the order.</param>
internal sealed record DeliveryKey(int Destination, long Seq)
{
    private const string Prefix = "dlv_";
    private const string MessagePrefix = "msg_";

    /// <summary>Reads the id of a delivery, <c>dlv_7_1946723412345678</c>.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out DeliveryKey? key)
    {
        key = null;
        if (text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[Prefix.Length..].Split('_') is [var destination, var seq]
            && int.TryParse(destination, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
        {
            key = new DeliveryKey(number, place);
        }

        return key is not null;
    }

    /// <summary>Reads the id of a message, <c>msg_</c> and sixteen hexadecimal digits: the position of its event.</summary>
    internal static bool TryParseMessage(string text, out long position)
    {
        position = 0;
        return text.Length == MessagePrefix.Length + 16
            && text.StartsWith(MessagePrefix, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(MessagePrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out position)
            && position >= 0;
    }

    /// <summary>The id.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Destination}_{Seq}");
}
