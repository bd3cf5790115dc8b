using Signalbox.Providers.Definitions;

namespace Signalbox.Providers.Diagnosis;

/// <summary>A request and everything that is known of the source that it was sent to.</summary>
/// <param name="Request">The request as it was seen.</param>
/// <param name="Source">The source's name.</param>
/// <param name="Provider">The source's provider.</param>
/// <param name="Secrets">The source's active secrets.</param>
/// <param name="ReceivedAt">When the request arrived.</param>
public sealed record DiagnosisCase(
    WebhookRequest Request, string Source, CatalogProvider Provider, IReadOnlyList<WebhookSecret> Secrets, DateTimeOffset ReceivedAt)
{
    /// <summary>Secrets of the source that are not accepted any more.</summary>
    public IReadOnlyList<WebhookSecret> Expired { get; init; } = [];

    /// <summary>The active secrets of other sources of the same provider. At most <see cref="MaxOthers"/> of them are tried.</summary>
    public IReadOnlyList<(string Source, WebhookSecret Secret)> Others { get; init; } = [];

    /// <summary>Every known provider: to recognise headers of another one.</summary>
    public IReadOnlyList<CatalogProvider> Providers { get; init; } = [];

    /// <summary>The URL that the source is configured to have for the outside, if there is one.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The most secrets of other sources that are tried.</summary>
    public const int MaxOthers = 256;

    /// <summary>Names the source only.</summary>
    public override string ToString() => $"DiagnosisCase({Source})";
}
