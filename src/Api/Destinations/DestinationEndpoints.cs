using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;
using Signalbox.Operations;

namespace Signalbox.Destinations;

/// <summary><c>/v1/destinations</c>: where events are forwarded to, which, how, and what requests are signed with.</summary>
internal static class DestinationEndpoints
{
    private const string List = "destinations";

    private static readonly QueryParameter Tenant = new("tenant", "Only the destinations of this tenant; - for those of no tenant, * for those of everybody's events.") { Example = "acme" };

    internal static void MapDestinations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/destinations", ListAsync)
            .Describe("listDestinations", "Destinations", "Destinations", "Where events are forwarded to, in the order in which they were made. Of secrets only fingerprints and public keys, of headers only names.")
            .WithQuery(Tenant, QueryParameter.Limit, QueryParameter.Cursor)
            .Answers<Page<DestinationView>>(DestinationExamples.Destinations)
            .Refuses(400);

        routes.MapPost("/v1/destinations", CreateAsync)
            .Describe("createDestination", "Destinations", "Make a destination", """Forwards events from now on: {"url": "https://…", "tenant": null, "types": ["invoice.*"], "sources": ["stripe"], "fields": {"/data/object/status": ["paid"]}, "headers": {"X-Api-Key": "…"}, "ordered": "entity" (or "destination", "none"), "dead_letters": "go_on" (or "hold"), "payload": "full" (or "thin"), "rate": null, "concurrency": 10, "retry": ["00:00:05", …] or {"exponential": {"first": "00:00:05", "factor": 3, "longest": "10:00:00", "attempts": 10}}, "timeout": "00:00:15", "disable_after": "5.00:00:00", "description": "", "scheme": "v1", "secret": "whsec_…"}; only url is required. Without a secret one is generated, and shown in this answer only. Every process knows it within seconds.""")
            .WithQuery()
            .Answers<DestinationWithSecret>(DestinationExamples.Made)
            .Answers<DestinationWithSecret>(DestinationExamples.Made, 201)
            .Refuses(400, 409, 413);

        routes.MapGet("/v1/destinations/{destination}", GetAsync)
            .Describe("getDestination", "Destinations", "A destination", "One destination with its secrets' fingerprints.")
            .WithQuery()
            .Answers<DestinationView>(DestinationExamples.Destination)
            .Refuses(404);

        routes.MapPatch("/v1/destinations/{destination}", ChangeAsync)
            .Describe("changeDestination", "Destinations", "Change a destination", """Changes what is given of what it was made with, and {"state": "active" or "disabled"}. Lists and headers are replaced as a whole. While it is disabled no new deliveries are made, and those that wait go on waiting. What was made before the change is delivered as is configured now.""")
            .WithQuery()
            .Answers<DestinationView>(DestinationExamples.Destination)
            .Refuses(400, 404, 413);

        routes.MapDelete("/v1/destinations/{destination}", DeleteAsync)
            .Describe("deleteDestination", "Destinations", "Delete a destination", "Deletes a destination with its secrets, its headers and all deliveries that wait. What was tried stays for as long as attempts are kept.")
            .WithQuery()
            .Answers<DestinationView>(DestinationExamples.Destination)
            .Refuses(404);

        routes.MapPost("/v1/destinations/{destination}/secrets", AddSecretAsync)
            .Describe("addDestinationSecret", "Destinations", "Add a secret", """Adds a secret, which requests are signed with at once: {"scheme": "v1", "secret": "whsec_…", "expire_others_after": "1.00:00:00"}. The others go on signing beside it for the time given (a day, if none is), so that the receiver can be changed to the new one. One that the destination has already signs for good again, which takes a rotation back; 409 secret_known if nothing changes. Without a secret one is generated, and shown in this answer only.""")
            .WithQuery()
            .Answers<DestinationWithSecret>(DestinationExamples.Made)
            .Answers<DestinationWithSecret>(DestinationExamples.Made, 201)
            .Refuses(400, 404, 409, 413);

        routes.MapDelete("/v1/destinations/{destination}/secrets/{fingerprint}", RetireAsync)
            .Describe("retireDestinationSecret", "Destinations", "Retire a secret", "Deletes a secret: nothing is signed with it from now on. The last one that lasts cannot be retired.")
            .WithQuery()
            .Answers<DestinationView>(DestinationExamples.Destination)
            .Refuses(404, 409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IDestinationAdmin destinations, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var (tenant, limit, after) = (query.Text(Tenant), query.Limit(), query.NumberCursor(List));
        return query.Fault ?? TypedResults.Ok(Page<DestinationView>.Of(
            await destinations.ListAsync(tenant, (int)Math.Min(after ?? 0, int.MaxValue), limit + 1, cancellationToken),
            limit,
            static d => PageCursor.Encode(List, d.Number.ToString(CultureInfo.InvariantCulture))));
    }

    private static async Task<IResult> GetAsync(
        [Description("The destination's id.")] string destination, HttpContext context, IDestinationAdmin destinations, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? (await destinations.FindAsync(destination, cancellationToken) is { } found ? TypedResults.Ok(found) : DestinationProblems.Unknown());

    private static async Task<IResult> CreateAsync(HttpContext context, IDestinationAdmin destinations, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, DestinationJson.Default.NewDestinationRequest, NewDestinationRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, DestinationJson.Default.NewDestinationRequest)!;
        var generated = request.Secret is null ? DestinationSecret.New() : null;
        var change = await destinations.CreateAsync(
            request.ApplyTo(new DestinationForm { Url = request.Url! }), request.HeaderList ?? [], request.Secret ?? generated!, cancellationToken);
        return Made(change, generated);
    }

    private static async Task<IResult> ChangeAsync(
        [Description("The destination's id.")] string destination, HttpContext context, IDestinationAdmin destinations, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, DestinationJson.Default.ChangedDestinationRequest, ChangedDestinationRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, DestinationJson.Default.ChangedDestinationRequest)!;
        var isEnabled = request.State is null ? default(bool?) : request.State == DestinationForm.Active;
        return Answer(await destinations.ChangeAsync(destination, request.ApplyTo, request.HeaderList, isEnabled, cancellationToken));
    }

    private static async Task<IResult> DeleteAsync(
        [Description("The destination's id.")] string destination, HttpContext context, IDestinationAdmin destinations, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? Answer(await destinations.DeleteAsync(destination, cancellationToken));

    private static async Task<IResult> AddSecretAsync(
        [Description("The destination's id.")] string destination, HttpContext context, IDestinationAdmin destinations, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, DestinationJson.Default.DestinationSecretRequest, DestinationSecretRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, DestinationJson.Default.DestinationSecretRequest)!;
        var generated = request.Secret is null ? DestinationSecret.New() : null;
        return Made(await destinations.AddSecretAsync(destination, request.Secret ?? generated!, request.Grace, cancellationToken), generated);
    }

    private static async Task<IResult> RetireAsync(
        [Description("The destination's id.")] string destination,
        [Description("The secret's fingerprint.")] string fingerprint,
        HttpContext context,
        IDestinationAdmin destinations,
        CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? Answer(await destinations.RetireSecretAsync(destination, fingerprint, cancellationToken));

    private static IResult Made(DestinationChange change, string? generated) => change is { Outcome: DestinationOutcome.Done, Destination: { } made }
        ? TypedResults.Created($"/v1/destinations/{made.Id}", new DestinationWithSecret(made, generated))
        : DestinationProblems.Of(change.Outcome);

    private static IResult Answer(DestinationChange change) =>
        change is { Outcome: DestinationOutcome.Done, Destination: { } destination } ? TypedResults.Ok(destination) : DestinationProblems.Of(change.Outcome);
}
