using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Signalbox.Http;
using Signalbox.Projections;

namespace Signalbox.OpenApi;

/// <summary>What a route says of itself for <c>/openapi/v1.json</c>.</summary>
internal static class RouteDocs
{
    internal static TBuilder Describe<TBuilder>(this TBuilder route, string id, string tag, string summary, string description)
        where TBuilder : IEndpointConventionBuilder => route.WithName(id).WithTags(tag).WithSummary(summary).WithDescription(description);

    /// <summary>Declares every query parameter that the route knows; others are refused.</summary>
    internal static TBuilder WithQuery<TBuilder>(this TBuilder route, params IReadOnlyList<QueryParameter> known)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new QueryParameters(known));

    /// <summary>Describes a part of the path that no parameter of the handler describes.</summary>
    internal static TBuilder WithPath<TBuilder>(this TBuilder route, string name, string description)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new PathPart(name, description));

    internal static TBuilder Answers<TAnswer, TBuilder>(this TBuilder route, string example, int status)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(TAnswer), ["application/json"]), new AnswerExample(status, example));

    internal static RouteHandlerBuilder Answers<TAnswer>(this RouteHandlerBuilder route, string example, int status = 200) =>
        route.Answers<TAnswer, RouteHandlerBuilder>(example, status);

    internal static IEndpointConventionBuilder Answers<TAnswer>(this IEndpointConventionBuilder route, string example) =>
        route.Answers<TAnswer, IEndpointConventionBuilder>(example, 200);

    /// <summary>Answers with bytes of any kind.</summary>
    internal static RouteHandlerBuilder AnswersBytes(this RouteHandlerBuilder route) =>
        route.WithMetadata(new ProducesResponseTypeMetadata(200, typeof(Stream), ["application/octet-stream"]));

    /// <summary>Answers with server-sent events, without end.</summary>
    internal static RouteHandlerBuilder AnswersEvents(this RouteHandlerBuilder route) =>
        route.WithMetadata(new ProducesResponseTypeMetadata(200, typeof(string), ["text/event-stream"]));

    /// <summary>Answers with plain text.</summary>
    internal static RouteHandlerBuilder AnswersText(this RouteHandlerBuilder route) =>
        route.WithMetadata(new ProducesResponseTypeMetadata(200, typeof(string), ["text/plain"]));

    /// <summary>Answers with a row of a projection, or a page of them.</summary>
    internal static RouteHandlerBuilder AnswersRows(this RouteHandlerBuilder route, ProjectionResource resource, bool isPage) => route.WithMetadata(
        new ProducesResponseTypeMetadata(200, isPage ? typeof(Page<JsonRawValue>) : typeof(JsonRawValue), ["application/json"]), new RowAnswer(resource, isPage));

    /// <summary>Which errors it answers with, beside those that all guarded routes have.</summary>
    internal static TBuilder Refuses<TBuilder>(this TBuilder route, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Refusals(statuses));

    /// <summary>The route needs no API key.</summary>
    internal static TBuilder IsOpen<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new OpenRoute());

    /// <summary>The body is a provider's event.</summary>
    internal static TBuilder AcceptsWebhook<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new WebhookBodyMarker());
}

/// <summary>A part of the path.</summary>
internal sealed record PathPart(string Name, string Description);

/// <summary>An answer as it may look, as JSON.</summary>
internal sealed record AnswerExample(int Status, string Json);

/// <summary>A header of the answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it says.</param>
/// <param name="IsNumber">Whether it is a whole number; otherwise text.</param>
internal sealed record AnswerHeader(string Name, string Description, bool IsNumber = false);

/// <summary>The answer's rows are those of a projection.</summary>
internal sealed record RowAnswer(ProjectionResource Resource, bool IsPage);

/// <summary>Statuses that come as problem details.</summary>
internal sealed record Refusals(IReadOnlyList<int> Statuses);

/// <summary>Needs no API key.</summary>
internal sealed record OpenRoute;

/// <summary>Takes a provider's event as its body.</summary>
internal sealed record WebhookBodyMarker;

/// <summary>Takes a command.</summary>
/// <param name="Example">Its body as it may look, as JSON.</param>
/// <param name="NeedsKey">Whether it must have an idempotency key.</param>
internal sealed record CommandBody(string Example, bool NeedsKey);
