namespace Signalbox.Providers.Calls;

/// <summary>Reads a provider's answers that are not a success. Safe for concurrent use.</summary>
public interface IProviderAnswers
{
    /// <summary>What the provider says. Must not throw, whatever the body holds.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="body">Its body, bounded.</param>
    ProviderError Read(HttpResponseMessage response, ReadOnlyMemory<byte> body);
}

/// <summary>Knows what is common: status codes and request ids.</summary>
public sealed class CommonAnswers : IProviderAnswers
{
    private static readonly string[] RequestIdHeaders = ["Request-Id", "X-Request-Id"];

    /// <summary>The only one.</summary>
    public static CommonAnswers Instance { get; } = new();

    /// <inheritdoc/>
    public ProviderError Read(HttpResponseMessage response, ReadOnlyMemory<byte> body) => new()
    {
        RequestId = RequestIdOf(response),
        IsRateLimit = response.StatusCode is System.Net.HttpStatusCode.TooManyRequests,
    };

    /// <summary>The id by which the provider knows the request; <see langword="null"/> if it gave none, or something that is not an id.</summary>
    public static string? RequestIdOf(HttpResponseMessage response)
    {
        foreach (var name in RequestIdHeaders)
        {
            if (response.Headers.TryGetValues(name, out var values) && values.First() is { Length: > 0 and <= 128 } id && id.All(static c => c is > ' ' and <= '~'))
            {
                return id;
            }
        }

        return null;
    }
}
