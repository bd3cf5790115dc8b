using System.Text.Json;

namespace Signalbox.Output;

/// <summary>An object's members for people.</summary>
internal static class Fields
{
    /// <summary>The members in their order, but those named.</summary>
    internal static List<(string Name, string Value)> Of(JsonElement item, params ReadOnlySpan<string> except)
    {
        var fields = new List<(string, string)>();
        foreach (var member in item.EnumerateObject())
        {
            if (!except.Contains(member.Name))
            {
                fields.Add((Printable.Of(member.Name), Printable.Of(member.Value)));
            }
        }

        return fields;
    }
}
