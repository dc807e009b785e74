import { expect, test, untilAlive } from './test.ts';

const SLUG = `till-${process.pid}`;

test.describe('Projects', () => {
  test.use({ as: 'harbourmaster' });

  test('one is created, described, archived and taken back', async ({ page, confirm }) => {
    await page.goto('/projects');
    const create = page.getByRole('button', { name: 'Create project' });
    await untilAlive(create);
    await create.click();
    const form = page.getByRole('dialog', { name: 'Create a project' });
    await form.getByLabel('Slug').fill('default');
    await form.getByRole('button', { name: 'Create' }).click();
    await expect(form.getByText('There is already a project default.')).toBeVisible();
    await form.getByLabel('Slug').fill(SLUG);
    await form.getByLabel('Name').fill('Tills');
    await form.getByRole('button', { name: 'Create' }).click();
    await expect(page).toHaveURL(`/projects/${SLUG}`);
    await expect(page.getByRole('heading', { name: 'Tills', level: 1 })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'No reports yet' })).toBeVisible();

    const edit = page.getByRole('button', { name: 'Edit' });
    await untilAlive(edit);
    await edit.click();
    const dialog = page.getByRole('dialog', { name: 'Edit Tills' });
    await dialog.getByLabel('Description').fill('Runs in every shop.');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Runs in every shop.')).toBeVisible();

    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
    const archived = page.getByText('This project is archived');
    const question = page.getByRole('dialog', { name: 'Confirm your identity' });
    await expect(question.or(archived).first()).toBeVisible();
    if (await question.isVisible()) await confirm();
    await expect(archived).toBeVisible();

    await page.goto(`/projects?state=archived&q=${SLUG}`);
    await page.getByRole('table', { name: 'Projects' }).getByRole('link', { name: 'Tills' }).click();
    const unarchive = page.getByRole('button', { name: 'Unarchive' });
    await untilAlive(unarchive);
    await unarchive.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unarchive' }).click();
    await expect(archived).toHaveCount(0);

    // Those who have a role everywhere have none in this project alone.
    await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Members' }).click();
    await expect(page).toHaveURL(`/projects/${SLUG}/members`);
    await expect(page.getByText('No role is granted in this project alone.')).toBeVisible();
  });
});

test.describe('Projects, for those who only look', () => {
  test.use({ as: 'viewer' });

  test('are shown, and nothing is offered', async ({ page }) => {
    await page.goto('/projects');
    await expect(page.getByRole('table', { name: 'Projects' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Create project' })).toHaveCount(0);
    await page.goto('/projects/default');
    await expect(page.getByRole('table', { name: 'Images' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Archive' })).toHaveCount(0);
    await expect(page.getByRole('navigation', { name: 'Project' }).getByRole('link')).toHaveText(['Images']);
    await page.goto('/projects/default/members');
    await expect(page.getByRole('heading', { name: 'You do not have access to this page' })).toBeVisible();
    await page.goto('/projects/no-such-project');
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  });
});
