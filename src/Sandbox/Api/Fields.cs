using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>Parameters that several kinds of objects have.</summary>
internal static class Fields
{
    /// <summary>Adds what <c>metadata[key]=value</c> says; an empty value removes the key, an empty <c>metadata</c> all of them.</summary>
    internal static void FillMetadata(this Form form, Metadata metadata)
    {
        if (form.Text("metadata") is "")
        {
            metadata.Clear();
        }

        foreach (var (key, value) in form.Nested("metadata").Pairs)
        {
            metadata[key] = value.Length == 0 ? null : value;
        }
    }

    /// <summary>Three letters, lower case.</summary>
    internal static string Currency(this Form form)
    {
        var currency = form.Required("currency").ToLowerInvariant();
        return currency.Length == 3 && currency.All(char.IsAsciiLetterLower) ? currency : throw form.Wrong("currency", $"Invalid currency: {currency}");
    }

    /// <summary>A new value where there is one; empty unsets.</summary>
    internal static string? TextOr(this Form form, string name, string? old) => form.Text(name) switch
    {
        null => old,
        "" => null,
        var text => text,
    };
}
