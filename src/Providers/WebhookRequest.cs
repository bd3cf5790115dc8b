using Microsoft.AspNetCore.Http;

namespace Signalbox.Providers;

/// <summary>A webhook's request as it is verified and read.</summary>
/// <param name="Method">The method, upper case.</param>
/// <param name="Scheme"><c>https</c> or <c>http</c>, as the sender saw it.</param>
/// <param name="Host">Host and, if it was sent, port, as the sender saw them.</param>
/// <param name="Target">Path and query as they stood in the request line: still escaped, with the question mark.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body's bytes, untouched.</param>
public readonly record struct WebhookRequest(
    string Method, string Scheme, string Host, string Target, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The query as it was sent, without the question mark; empty if there is none.</summary>
    public ReadOnlySpan<char> Query
    {
        get
        {
            var at = Target.AsSpan().IndexOf('?');
            return at < 0 ? default : Target.AsSpan(at + 1);
        }
    }

    /// <summary>Names the method only: path, headers and body may hold what is nobody's business.</summary>
    public override string ToString() => $"WebhookRequest({Method}, {Body.Length} bytes)";
}
