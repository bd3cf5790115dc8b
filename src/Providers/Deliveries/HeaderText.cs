using System.Buffers;
using System.Text;

namespace Signalbox.Deliveries;

/// <summary>Text of any kind as the value of a header.</summary>
public static class HeaderText
{
    // Visible ASCII but for the percent sign, so that whoever decodes gets back what was encoded.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(static c => (char)c).Where(static c => c != '%')));

    /// <summary>The text, with whatever is not visible ASCII, and the percent sign, as <c>%</c> and the two hexadecimal digits of each byte of its UTF-8.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var first = text.AsSpan().IndexOfAnyExcept(Plain);
        if (first < 0)
        {
            return text;
        }

        var encoded = new StringBuilder(text, 0, first, text.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(text[first..]))
        {
            if (octet < 0x80 && Plain.Contains((char)octet))
            {
                encoded.Append((char)octet);
            }
            else
            {
                encoded.Append('%').Append(octet.ToString("X2", provider: null));
            }
        }

        return encoded.ToString();
    }
}
