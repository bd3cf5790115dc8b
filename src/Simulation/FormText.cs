using System.Text;

namespace Signalbox.Simulation;

/// <summary>Writes a form as browsers and Twilio do: <c>application/x-www-form-urlencoded</c>, a space as <c>+</c>.</summary>
internal static class FormText
{
    internal const string ContentType = "application/x-www-form-urlencoded; charset=UTF-8";

    /// <summary>The body; parameters without a value are left out.</summary>
    internal static byte[] Write(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                text.Append(text.Length == 0 ? string.Empty : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal));
            }
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
